/**
 * What the page knows of the room, as the server's messages tell it. [pure]
 *
 * A room is never changed: each message gives a new one, so that two can be compared.
 */

/**
 * @typedef {object} Participant
 * @property {number} id
 * @property {string} name unique in the room
 * @property {boolean} microphone
 * @property {boolean} camera
 * @property {boolean} screen
 * @property {boolean} speaking
 * @property {number | null} hand_raised_at milliseconds since 1970
 * @property {"good" | "fair" | "poor" | "unknown"} quality
 * @property {boolean} connected false while the server waits for a lost one to come back
 * @property {boolean} view here without sending
 * @property {boolean} forwarded false while the room has no place for what they send
 * @property {number} since milliseconds since 1970
 */

/** @typedef {{ event: number, id: number, name: string, text: string, at: number }} ChatLine */

/**
 * @typedef {object} Room
 * @property {number | null} you your own id
 * @property {ReadonlyMap<number, Participant>} participants in the order of their joining
 * @property {readonly ChatLine[]} chat oldest first
 * @property {number | null} spotlight whom everybody is to see large
 */

/** @typedef {{ type: string, [field: string]: any }} Message */

const LONGEST_CHAT = 500;

/** @type {Room} */
export const EMPTY_ROOM = { you: null, participants: new Map(), chat: [], spotlight: null };

/** The room after a message of the server. @param {Room} room @param {Message} message @returns {Room} */
export function reduce(room, message) {
  switch (message.type) {
    case "welcome":
      return welcome(room, message);
    case "participant_joined":
    case "participant_updated":
      return withParticipant(room, message.participant);
    case "participant_left":
      return withoutParticipant(room, message.id);
    case "chat":
      return { ...room, chat: [...room.chat, chatLine(message)].slice(-LONGEST_CHAT) };
    case "spotlight":
      return { ...room, spotlight: message.participant };
    default:
      return room;
  }
}

/** You, or undefined before the first welcome. @param {Room} room */
export function yourself(room) {
  return room.you === null ? undefined : room.participants.get(room.you);
}

/** Everybody else. @param {Room} room @returns {Participant[]} */
export function others(room) {
  return [...room.participants.values()].filter(({ id }) => id !== room.you);
}

/** Those whose picture is shown: the others who send. @param {Room} room */
export function senders(room) {
  return others(room).filter(({ view }) => !view);
}

/** How many lines the others wrote after a time, in milliseconds. @param {Room} room @param {number} time */
export function unreadSince(room, time) {
  return room.chat.filter(({ at, id }) => at > time && id !== room.you).length;
}

/**
 * The list of people: raised hands in the order they were raised, then you, then by joining.
 * @param {Room} room @returns {Participant[]}
 */
export function inOrder(room) {
  const rank = (/** @type {Participant} */ person) =>
    person.hand_raised_at ?? (person.id === room.you ? Number.MAX_VALUE : Number.POSITIVE_INFINITY);
  return [...room.participants.values()].sort((a, b) => compare(rank(a), rank(b)) || a.id - b.id);
}

/** @param {number} a @param {number} b */
function compare(a, b) {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** @param {Room} room @param {Message} message @returns {Room} */
function welcome(room, { you, participants, chat, spotlight = null }) {
  // Without participants the missed events follow, each as its own message.
  if (participants === null) return { ...room, you };
  const byId = participants.map((/** @type {Participant} */ person) => [person.id, person]);
  return { you, participants: new Map(byId), chat: chat.map(chatLine), spotlight };
}

/** @param {Room} room @param {Participant} participant @returns {Room} */
function withParticipant(room, participant) {
  return { ...room, participants: new Map(room.participants).set(participant.id, participant) };
}

/** @param {Room} room @param {number} id @returns {Room} */
function withoutParticipant(room, id) {
  const participants = new Map(room.participants);
  participants.delete(id);
  return { ...room, participants, spotlight: room.spotlight === id ? null : room.spotlight };
}

/** @param {Message} message @returns {ChatLine} */
function chatLine({ event, id, name, text, at }) {
  return { event, id, name, text, at };
}
