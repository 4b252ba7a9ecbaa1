// Events by which lower layers notify higher ones, which they do not import. The
// listeners are called at once, in the order of their registration.
//
//   address                 goTo repeats the address
//   messages                the rows of a conversation have changed, or a receipt's time
//   conversations           the session list has changed: an unread count, a mark, a draft
//   arrivals (c, rows)      new messages have been received in a conversation
//   received (c, msg)       one of them, if it is another user's text
//   tip (c, tip)            a group tip
//   history (c, err)        a page of older messages has loaded or failed
//   written (c)             the user has sent a message
//   typing                  a peer has started or stopped typing
//   writable (c)            whether the user may write in a conversation has changed
//   groups, relations, requests, notices, rooms, profiles
//                           these lists have changed
//   notice (text), request (text)
//                           a new group notice or friend request, as a sentence
//   members (groupId)       the members of a group have been fetched
//   roomMessages (msgs)     messages of the live room
//   connection              its state has changed
//   reconnected             the server is reachable again
//   signedOut (why)         the session has ended
//   tab (name)              a panel of the list column is shown

const listeners = {};

export function on(name, listener) {
  (listeners[name] ||= []).push(listener);
}

export function emit(name, ...values) {
  for (const listener of listeners[name] || []) listener(...values);
}
