import { useEffect, useState } from 'react';
import { useWebim } from './useWebim.jsx';

const query = new URLSearchParams(location.search); // ?user=alice&sig=…&peer=bob&server=…, for trying out only
const peer = query.get('peer');
const options = () => ({
  sdkAppID: 1400000001, identifier: query.get('user'), userSig: query.get('sig'), server: query.get('server'),
});

export function App() {
  const { client, status, signIn } = useWebim(options);
  const [messages, setMessages] = useState([]);
  const [draft, setDraft] = useState('');
  const [failure, setFailure] = useState('');

  useEffect(() => {
    if (!client) return undefined;
    const add = ({ detail }) => setMessages((before) => before.concat(detail.filter((msg) => msg.getSession().id() === peer)));
    client.addEventListener('messages', add);
    return () => client.removeEventListener('messages', add);
  }, [client]);

  async function send(event) {
    event.preventDefault();
    const { webim } = client; // this user's instance
    const msg = new webim.Msg(client.session('C2C', peer), true);
    msg.addText(new webim.Msg.Elem.Text(draft));
    try {
      await client.sendMsg(msg);
      setMessages((before) => before.concat(msg));
      setDraft('');
      setFailure('');
    } catch (error) { // the draft stays
      setFailure(String(error.code || error.name));
    }
  }

  return (
    <>
      <ul>{messages.map((msg) => <li key={msg.uniqueId} dangerouslySetInnerHTML={{ __html: msg.toHtml() }} />)}</ul>
      <form onSubmit={send}>
        <input value={draft} onChange={(event) => setDraft(event.target.value)} /> <button disabled={!client || !draft}>Send</button>
      </form>
      <p role="status">{failure || status} {!client && status !== 'connecting' && <button onClick={signIn}>Sign in again</button>}</p>
    </>
  );
}
