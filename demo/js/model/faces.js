// Emoticons: the table of the page's version of the API, and splitting what the user has
// typed into texts and faces (guide 4.1).

import { dialect } from './dialect.js';

const facePattern = /\[[^[\]]{1,3}\]/g;

let faces = null; // name -> {name, index, src}, of the page's version

export function faceTable() {
  if (!faces) faces = new Map(dialect.faces().map((face) => [face.name, face]));
  return faces;
}

// addTextAndFaces adds the typed text to a message.
export function addTextAndFaces(msg, text) {
  let at = 0;
  const addText = function (part) {
    if (part) msg.addText(new webim.Msg.Elem.Text(part));
  };
  for (const match of text.matchAll(facePattern)) {
    const face = faceTable().get(match[0]);
    if (!face) continue;
    addText(text.slice(at, match.index));
    msg.addFace(new webim.Msg.Elem.Face(face.index, face.name));
    at = match.index + match[0].length;
  }
  addText(text.slice(at));
}
