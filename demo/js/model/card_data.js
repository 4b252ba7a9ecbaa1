// The data of custom messages (guide 4.6). The contents of data, desc and ext are up to
// the page. This demo defines two kinds:
//
//   data {"card": "contact", "account": "bob"}
//   data {"card": "place", "name", "address", "latitude", "longitude"}
//
// Other users send the data, so every field is checked before it is used.

// cardData returns the data of a custom element as an object.
export function cardData(custom) {
  try {
    const data = JSON.parse(custom.getData());
    return data && typeof data === 'object' ? data : {};
  } catch {
    return {};
  }
}

export function isPlace(data) {
  const within = (value, limit) => typeof value === 'number' && Math.abs(value) <= limit;
  return data.card === 'place' && within(data.latitude, 90) && within(data.longitude, 180);
}

export function isContact(data) {
  return data.card === 'contact' && typeof data.account === 'string' && data.account !== '' && data.account.isWellFormed();
}
