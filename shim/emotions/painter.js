// The painter turns a drawing into an SVG data URI of 24 by 24 CSS pixels.
//
// A drawing is a list of tokens separated by spaces, on a grid of 48 by 48:
//   word          another drawing, from the parts table
//   #aaa,bbb      a radial gradient from the first color to the second, used by the
//                 fill g; one per picture
//   kO2M1,2l3,4   a path: fill letter, stroke letter (capital), stroke width
//                 and path data; each of the first three is optional
//   kO2@5,6,7,8   an ellipse in the same way: center, radii (one: a circle)
// After = a token is drawn together with its mirror image, after - as its
// mirror image alone. The stroke letter H draws a limb: thick skin with a rim.
// M is no stroke letter, because it starts the path.
import { parts } from './parts.js';

const palette = {
  a: '#a9642c', // wood, rim of limbs
  b: '#4db4f7', // tears, sweat
  c: '#ff5a4a70', // blush
  d: '#4a5560', // iron
  e: '#2f8f3a', // leaf
  f: '#2b8cee', // rim of blue things
  g: 'url(#g)',
  h: '#ffdc78', // skin of hands
  i: '#cdd8e1', // steel
  j: '#8bd34f', // bile
  k: '#5a2c0c', // eyes and lines of a face
  l: '#c9202b', // rim of red things
  m: '#7d1f1a', // inside of a mouth
  n: '#f7e6c8', // cream
  o: '#cf7d12', // rim of yellow things
  p: '#ff8378', // tongue
  q: '#9fc3f5dd', // pallor
  r: '#f2404a', // red
  s: '#7d8d9b', // rim of steel
  t: '#bfe6ff', // bubble
  w: '#fff',
  x: '#ffd93b', // gold
};
const rimOfLimb = 2.8; // both sides together

function tag(name, data, fill, stroke, width) {
  const paints = (fill && ` fill="${palette[fill]}"`) + (stroke && ` stroke="${palette[stroke.toLowerCase()]}"`);
  return `<${name} ${data}${paints}${width && ` stroke-width="${width}"`}/>`;
}

function shape(token) {
  const [, fill, stroke, width, kind, data] = /^([a-z]?)([A-LN-Z]?)([\d.]*)([M@])(.*)/.exec(token);
  if (kind === 'M') {
    const d = `d="M${data}"`;
    const rim = stroke === 'H' ? tag('path', d, '', 'a', +width + rimOfLimb) : '';
    return rim + tag('path', d, fill, stroke, width);
  }
  const [x, y, rx, ry = rx] = data.split(',');
  return tag('ellipse', `cx="${x}" cy="${y}" rx="${rx}" ry="${ry}"`, fill, stroke, width);
}

function gradient(colors) {
  const [from, to] = colors.split(',');
  return '<radialGradient id="g" cx=".38" cy=".28" r=".8">' +
    `<stop stop-color="#${from}"/><stop offset="1" stop-color="#${to}"/></radialGradient>`;
}

function draw(token) {
  const rest = token.slice(1);
  switch (token[0]) {
    case '#': return gradient(rest);
    case '-': return `<g transform="matrix(-1,0,0,1,48,0)">${draw(rest)}</g>`;
    case '=': return draw(rest) + draw('-' + rest);
  }
  return token in parts ? drawAll(parts[token]) : shape(token);
}

const drawAll = (drawing) => drawing.split(' ').map(draw).join('');

// paint returns a data URI without characters that would end a quoted or unquoted HTML
// attribute or a CSS url().
export function paint(drawing) {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 48 48" ' +
    'fill="none" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round">' + drawAll(drawing) + '</svg>';
  return 'data:image/svg+xml,' + svg.replace(/[\s"'<>#%()]/g, (c) => '%' + c.charCodeAt(0).toString(16));
}
