// say sends a text and resolves when the server has acknowledged it.
export async function say(im, to, text) {
  const { webim } = im; // this user's instance
  const msg = new webim.Msg(im.session('C2C', to), true);
  msg.addText(new webim.Msg.Elem.Text(text));
  await im.sendMsg(msg);
  return msg;
}
