import { webim } from 'webim-wasm/client';

// say sends a text and resolves when the server has it.
export async function say(im, to, text) {
  const msg = new webim.Msg(im.session('C2C', to), true);
  msg.addText(new webim.Msg.Elem.Text(text));
  await im.sendMsg(msg);
  return msg;
}
