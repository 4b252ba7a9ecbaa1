import { useCallback, useEffect, useState } from 'react';
import { connect, webim } from 'webim-wasm/client';

// useWebim signs in when the component is mounted and out when it is unmounted.
// getOptions returns the options of connect, with a fresh UserSig; signIn signs
// in again after the session has ended. Effects that StrictMode runs twice leave
// one session: the first sign-in is aborted.
export function useWebim(getOptions) {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState({ client: null, status: 'connecting', error: null });

  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    let im = null;
    const set = (change) => { if (!signal.aborted) setState((before) => ({ ...before, ...change })); };
    (async () => {
      set({ client: null, status: 'connecting', error: null });
      try {
        im = await connect({ ...await getOptions(), signal });
        im.addEventListener('connection', ({ detail }) => {
          set({ status: detail.ErrorCode === webim.CONNECTION_STATUS.OFF ? 'offline' : 'online' });
        });
        im.addEventListener('end', ({ detail }) => set({ client: null, status: detail }));
        set({ client: im, status: 'online' });
      } catch (error) {
        set({ status: 'failed', error });
      }
    })();
    return () => {
      abort.abort(); // a sign-in in flight
      if (im && !im.ended) im.logout().catch(() => {}); // the result is not needed
    };
    // Each sign-in calls the current getOptions; a new function alone starts none.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [attempt]);

  const signIn = useCallback(() => setAttempt((n) => n + 1), []);
  return { ...state, signIn };
}
