import { onMounted, onScopeDispose, ref, shallowRef } from 'vue';
import { connect, webim } from 'webim-wasm/client';

// useWebim signs in when the component is mounted and out when it is unmounted.
// getOptions returns the options of connect, with a fresh UserSig; signIn signs
// in again after the session has ended.
export function useWebim(getOptions) {
  const client = shallowRef(null); // shallow: the SDK's objects are not reactive
  const status = ref('connecting'); // or online, offline, failed, or why the session has ended
  const error = shallowRef(null);
  let abort = new AbortController();

  async function signIn() {
    abort.abort();
    abort = new AbortController();
    const { signal } = abort;
    status.value = 'connecting';
    try {
      const im = await connect({ ...await getOptions(), signal });
      im.addEventListener('connection', ({ detail }) => {
        status.value = detail.ErrorCode === webim.CONNECTION_STATUS.OFF ? 'offline' : 'online';
      });
      im.addEventListener('end', ({ detail }) => {
        if (client.value !== im) return;
        client.value = null;
        status.value = detail;
      });
      client.value = im;
      status.value = 'online';
    } catch (reason) {
      if (signal.aborted) return;
      error.value = reason;
      status.value = 'failed';
    }
  }

  onMounted(signIn);
  onScopeDispose(() => {
    abort.abort(); // a sign-in in flight
    if (client.value) client.value.logout().catch(() => {}); // the result is not needed
  });
  return { client, status, error, signIn };
}
