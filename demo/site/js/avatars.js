// Avatars: a person's own picture if the profile has one, otherwise the last
// two characters of the name on a colour that belongs to the account.

const avatarColours = 8; // .avatar-0 to .avatar-7 of css/controls.css

function colourOf(id) {
  let hash = 0;
  for (const c of String(id)) hash = Math.imul(hash ^ c.codePointAt(0), 16777619) >>> 0;
  return (hash >>> 14) % avatarColours;
}

// initials: Chinese names by their last two characters, others by the first letter.
function initials(name) {
  const letters = Array.from(String(name).trim());
  if (/[\u3400-\u9fff]/.test(name)) return letters.slice(-2).join('');
  return (letters[0] || '?').toUpperCase();
}

function avatar(type, id, name, url) {
  const element = make('span', { class: 'avatar avatar-' + colourOf(id), 'aria-hidden': 'true' });
  if (/^https?:\/\//i.test(url || '')) {
    element.append(make('img', { src: url, alt: '', loading: 'lazy', onerror: (event) => event.target.remove() }));
  }
  if (type === SessionType.GROUP) {
    element.classList.add('avatar-group');
    element.append(icon('people'));
  } else {
    element.append(make('span', { text: initials(name) }));
  }
  return element;
}

// personAvatar stays right when the profile comes later.
function personAvatar(account) {
  const element = avatar(SessionType.C2C, account, nickOf(account), faceOf(account));
  element.dataset.face = account;
  return element;
}
