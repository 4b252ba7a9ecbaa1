// The open conversation.

export let openConversation = null;

export function setOpenConversation(c) {
  openConversation = c;
}
