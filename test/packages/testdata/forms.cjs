// The same in CommonJS.
const { webim: named } = require('./sdk/webim.js');
const defaulted = require('./sdk/webim.js').default;
const assigned = require('./sdk/assigned.js');

const whole = require('./sdk/webim.js');
window.seen = {
  named: named === whole,
  defaulted: defaulted === whole,
  assigned: assigned === whole,
  unseen: !Object.keys(whole).includes('webim') && !Object.keys(whole).includes('default'),
  works: named.Tool.formatText2Html('<') === '&lt;',
};
