/**
 * All that the pages say, in English: what is seen, and what is only read aloud.
 *
 * An entry is a text, or a function if something is put into it. Every other language has a table
 * of the same shape; lib/words.js chooses one of them.
 */

/** @typedef {"camera" | "microphone"} Kind */
/** @typedef {Kind | "speaker"} DeviceKind */

const STEPS = [
  {
    title: "Chunks over WebSockets",
    idea: "The browser records short chunks, the server copies every chunk to everybody else.",
    way: ["browser", "WebSocket", "server", "WebSocket", "browser"],
  },
  {
    title: "Selective forwarding",
    idea: "WebRTC: the server forwards packets that it neither decodes nor waits for.",
    way: ["browser", "UDP", "SFU", "UDP", "browser"],
  },
  {
    title: "Relaying",
    idea: "A TURN server in the same process, for networks that let no UDP through.",
    way: ["browser", "TURN", "relay", "UDP", "SFU", "UDP", "browser"],
  },
  {
    title: "A media gateway",
    idea: "One public port in front of several private SFU nodes, any of which may die.",
    way: ["browser", "TURN", "gateway", "UDP", "node", "UDP", "browser"],
  },
];

const table = {
  language: "Language / Sprache", // for whoever does not understand the rest
  steps: STEPS,
  title: {
    room: (/** @type {string} */ name) => `room “${name}”`,
    lobby: (/** @type {string} */ room) => `Join ${room}`,
    someRoom: "a room",
    joining: (/** @type {string} */ room) => `Joining ${room}`,
    waiting: (/** @type {string} */ room) => `Waiting for ${room}`,
    alone: (/** @type {string} */ room) => `Alone in ${room}`,
    together: (/** @type {number} */ others, /** @type {string} */ room) =>
      `With ${others} in ${room}`,
    reconnecting: (/** @type {string} */ room) => `Reconnecting to ${room}`,
    left: (/** @type {string} */ room) => `Left ${room}`,
  },
  lobby: {
    asked:
      "Waiting for camera and microphone: the browser may be asking you. You can also join without them.",
    step: (/** @type {number} */ number) => `Step ${number} · ${STEPS[number - 1].title}`,
    joinTitle: "Join the call",
    watchTitle: "Watch the call",
    name: "Your name",
    room: "Room",
    join: "Join",
    allSteps: "All four steps",
    watching: "You will see and hear everybody, and send nothing.",
    noName: "Enter the name by which others will see you.",
    roomRule: "A room's name has 1 to 64 letters (A to Z), digits, dots, hyphens or underscores.",
    wrongKey:
      "The key in this link does not open this room. Perhaps the link was cut off, or is for another room, or the server was started anew: ask for a new one.",
    newLink: "The terminal shows the new presenter's link.",
    level: "Microphone level",
    empty: "Nobody is in this room yet.",
    present: (/** @type {string} */ who, /** @type {number} */ count) =>
      `${who} ${count === 1 ? "is" : "are"} in this room.`,
  },
  names: {
    you: "You",
    isYou: (/** @type {string} */ name) => `${name} (you)`,
    others: (/** @type {number} */ count) => (count === 1 ? "one other" : `${count} others`),
    and: (/** @type {string} */ some, /** @type {string} */ last) => `${some} and ${last}`,
  },
  insecure: {
    title: "The camera needs a secure address",
    why:
      "This page came over plain http from another machine. On the way anybody could have " +
      "changed it, so the browser gives it neither camera nor microphone. Two ways out:",
    here: "On the machine that runs the step, open it without a network between: ",
    https: "For other machines, start the step with https: ",
    watching: "Watching works without either:",
    watch: "Watch without sending",
  },
  devices: {
    group: "Devices",
    microphone: "Microphone",
    camera: "Camera",
    speaker: "Speaker",
    system: "As the system has it",
    noNames:
      "As soon as the browser lets this page use your microphone or camera, you can choose here which one.",
    chooseSpeaker: "Choose a speaker …",
    sameSpeaker: (/** @type {string} */ label) => `Use again: ${label}`,
    notChosen: "No speaker was chosen. The browser asks again when you press the button.",
    noSpeaker: "The browser finds no speaker to choose. Check that one is connected.",
    test: "Test the speaker",
    playing: "You should hear three notes now.",
    played: "Heard nothing? Turn the volume up, or choose another speaker if there is one.",
    silent: "The browser cannot play sound now. Check that a speaker is connected, and try again.",
    gone: (/** @type {DeviceKind} */ kind, /** @type {string} */ label) =>
      `Your ${kind} was disconnected. In use now: ${label}.`,
    back: (/** @type {DeviceKind} */ kind, /** @type {string} */ label) =>
      `The ${kind} you chose is there again. In use now: ${label}.`,
  },
  deviceProblem: {
    notFound: (/** @type {Kind} */ kind) =>
      `No ${kind} was found. Connect one, then switch it on again.`,
    notReadable: (/** @type {Kind} */ kind) =>
      `Your ${kind} cannot be opened; perhaps another program uses it. Close that program, then switch it on again.`,
    overconstrained: (/** @type {Kind} */ kind) =>
      `The chosen ${kind} is not there any more. Choose another one in the device list.`,
    kept: (/** @type {Kind} */ kind) =>
      `The ${kind} you chose cannot be used now: perhaps another program uses it, or the browser may not. The ${kind} from before stays in use.`,
    missing: (/** @type {Kind} */ kind) =>
      `The ${kind} you chose last time is not connected, so another one is in use.`,
    insecure: (/** @type {Kind} */ kind) =>
      `The browser gives the ${kind} to secure pages only. Open this page as https:// or on localhost.`,
    ended: (/** @type {Kind} */ kind) =>
      `Your ${kind} was disconnected. Connect it, then switch it on again.`,
    held: (/** @type {Kind} */ kind) =>
      `Your ${kind} is switched off outside this page: by a switch or key of its own, or by the system. Switch it on there, or press its button here to keep it off.`,
    asleep: () => "The others do not hear you until you click into this page, or press a key.",
    asked: (/** @type {Kind} */ kind) =>
      `Waiting for your ${kind}: the browser may be asking whether this page may use it. Look for its question, or for a small ${kind}, beside the address.`,
  },
  permission: {
    refused: (/** @type {Kind} */ kind, /** @type {string} */ place) =>
      `The browser may not use your ${kind}. ${place}, then switch it on again.`,
    firefox: (/** @type {Kind} */ kind) =>
      `Select the crossed-out ${kind} beside the address and take the block away`,
    chromium: (/** @type {Kind} */ kind) =>
      `Select the icon at the left of the address and allow the ${kind} there`,
    ios: (/** @type {Kind} */ kind) =>
      `Open the page menu beside the address, then Website Settings, and allow the ${kind}`,
    app: (/** @type {Kind} */ kind) =>
      `Open the Settings of this device, choose this browser there and allow the ${kind}`,
    safari: (/** @type {Kind} */ kind) =>
      `Choose Settings for This Website in the Safari menu and allow the ${kind} there`,
    anywhere: (/** @type {Kind} */ kind) =>
      `Allow the ${kind} in the page settings beside the address`,
    system: (/** @type {Kind} */ kind) =>
      `This computer lets the browser use no ${kind}. Allow it in the privacy settings of the system, then switch it on again.`,
    dismissed: (/** @type {Kind} */ kind) =>
      `The browser's question about your ${kind} was closed without an answer. Switch it on again, and allow it.`,
  },
  call: {
    guest: "Guest",
    askingDevices: "Waiting for camera and microphone: the browser may be asking you.",
    without: "Join without them",
    joining: (/** @type {string} */ room) => `Joining room “${room}” …`,
    waiting: "You are in the waiting room. The host will let you in.",
    waitingAlone:
      "You are in the waiting room. Nobody who could let you in is here now. As soon as the host comes, they can let you in.",
    notSent: "Not sent: there is no connection. Try again in a moment.",
    stillWaiting:
      "Not sent: you are in the waiting room. Until the host lets you in, you can only leave.",
    noAnswer: "The server does not answer.",
    incomplete: "The server did not send the rest of this page. Reload the page, then join again.",
    lost: "Connection lost.",
    tryingAgain: (/** @type {string} */ why) =>
      `${why.replace(/ Try again in [^.]+\./, "")} Trying again …`, // the page does it
    lostAloud: "Connection lost. Trying again.",
    connectedAgain: "Connected again.",
    alone: "Nobody else is here yet",
    openAddress: "Open this address in another window, another browser, or give it to somebody.",
    withKey: "Only who has an invite link can come in. Invite makes one, or says whom to ask.",
    address: "Address of this room",
    nobodySends: "Nobody else sends anything.",
    sharing: "You are sharing your screen.",
    soundOn: "Turn the sound on",
    playAll: "Start picture and sound",
    notices: "Notices",
    dismiss: "Dismiss",
  },
  bar: {
    group: "Call",
    skip: "Skip to the bar",
    microphone: "Mic",
    camera: "Camera",
    screen: "Share",
    stop: "Stop",
    stopSharing: "Stop sharing",
    hand: "Hand",
    react: "React",
    people: "People",
    chat: "Chat",
    invite: "Invite",
    more: "More",
    leave: "Leave",
    unread: "unread",
    speaking: "You are speaking, but your microphone is off.",
  },
  reactions: {
    group: "Reactions",
    like: "Like",
    applause: "Applause",
    heart: "Heart",
    laugh: "Laugh",
    surprise: "Surprise",
    party: "Party",
    own: (/** @type {string} */ word) => `You react: ${word.toLowerCase()}.`,
    of: (/** @type {string} */ name, /** @type {string} */ word) =>
      `${name} reacts: ${word.toLowerCase()}.`,
  },
  tile: {
    noPlace: "No place to send yet",
    waitingPicture: "Waiting for the picture",
    waitingSound: "Waiting for the sound",
    frozen: "The picture stands still",
    lost: "Lost the connection",
    good: "Good connection",
    fair: "Fair connection",
    poor: "Poor connection",
    hand: "Hand raised",
    muted: "Microphone off",
    spotlight: "In the spotlight",
    screen: (/** @type {string} */ name) => `${name}'s screen`,
    missesYou: "Does not receive you",
    missesScreen: "Does not see your screen",
    pin: (/** @type {string} */ whose) => `Pin ${whose}`,
    smaller: (/** @type {string} */ whose) => `Make ${whose} small`,
    more: (/** @type {string} */ whose) => `More for ${whose}`,
    volume: "Volume",
    full: "Full screen",
    window: "Picture in picture",
    numbers: "Numbers",
    noNumbers: "There are none yet: nothing comes.",
    refused: "The browser does not do that now.",
    pinned: (/** @type {string} */ whose) => `${whose} is pinned.`,
    nonePinned: "Nobody is pinned.",
  },
  quality: {
    lost: { fair: "Some packets lost", poor: "Many packets lost" },
    stalls: { fair: "Stalls sometimes", poor: "Stalls often" },
  },
  self: {
    show: "Show your own picture",
    move: "Move your own picture: arrow keys",
    hide: "Hide your own picture",
  },
  pager: {
    group: "Pages of pictures",
    before: "Previous page",
    after: "Next page",
    page: (/** @type {number} */ number, /** @type {number} */ pages) =>
      `Page ${number} of ${pages}`,
    speaking: (/** @type {string} */ who, /** @type {number} */ count) =>
      `${who} ${count === 1 ? "speaks" : "speak"}`,
  },
  panel: {
    close: (/** @type {string} */ title) => `Close ${title.toLowerCase()}`,
  },
  people: {
    notInside: "Who is in the room is shown here as soon as you are in it.",
    title: "People",
    hand: "hand raised",
    unmuted: "microphone on",
    muted: "microphone off",
    watching: "Watching",
    cameraOff: "Camera off",
  },
  chat: {
    title: "Chat",
    lines: "Messages",
    empty: "Nothing was written yet.",
    fresh: "New messages",
    write: "Write to everybody",
    send: "Send",
    sending: "Sending…",
    watching:
      "Your link lets you read this, and not write: ask the presenter for a link for guests.",
  },
  more: {
    title: "More",
    full: "Full screen",
    ownPicture: "Show your own picture",
    singleKeys: "Shortcuts by single keys",
    allKeys: "Show all shortcuts",
  },
  keys: {
    title: "Keyboard shortcuts",
    close: "Close the list of shortcuts",
    off: "They are switched off, under More.",
    space: "Space",
    microphone: "Microphone on or off",
    camera: "Camera on or off",
    screen: "Share your screen, or stop",
    hand: "Raise or lower your hand",
    chat: "Open or close the chat",
    pinNext: "Pin one picture after the other",
    list: "This list",
    talk: "Talk while you hold it",
    escape: "Close the panel, or end the large picture",
  },
  invite: {
    title: "Invite people",
    close: "Close the invitation",
    open: "Whoever opens this address can come in.",
    here: "This address works on this computer only. To let others in, start the step with LAN=1.",
    hereOfLan:
      "This address works on this computer only. To let others in, open the address for the network that the step has printed, and invite there.",
    withKey: "Whoever has such a link can come in, until it expires.",
    ask: "Only who has an invite link can come in. Ask the presenter of this room to make one.",
    room: "Link of this room",
    link: "Invite link",
    whom: "Whom",
    talk: "Guests, who may speak",
    watch: "Watchers, who do not",
    time: "For",
    hour: "1 hour",
    hours: "4 hours",
    day: "1 day",
    make: "Make a link",
    notMade: "No link was made: there is no connection. Make one again in a moment.",
    madeForGuests: (/** @type {string} */ until) =>
      `A link for guests, good until ${until}. Whoever has it can come in.`,
    madeForWatchers: (/** @type {string} */ until) =>
      `A link for watchers, good until ${until}. Whoever has it can come in.`,
    qr: "QR code of this link",
    qrPhone: "Point a phone's camera at the code to come in by it.",
    qrFailed: "The QR code cannot be drawn now. Copy the link instead.",
  },
  copy: {
    button: "Copy",
    done: "Copied.",
    byKeys: "The browser refuses. Press Ctrl+C to copy.",
  },
  host: {
    title: "Host",
    door: "Entrance",
    people: "People",
    alone: "Nobody else is here yet.",
    spotlight: "Spotlight",
    spotlightOf: (/** @type {string} */ name) => `Spotlight ${name}`,
    spotlightYourself: "Spotlight yourself",
    mute: "Mute",
    muteOf: (/** @type {string} */ name) => `Mute ${name}`,
    muting: (/** @type {string} */ name) => `${name} is asked to mute.`,
    muted: (/** @type {string} */ name) => `${name} was muted.`,
    muteAll: "Mute all",
    mutingAll: "Everybody else is asked to mute.",
    mutedAll: "Everybody else was muted.",
    remove: "Remove",
    removeOf: (/** @type {string} */ name) => `Remove ${name}`,
    reallyRemove: "Really remove?",
    reallyRemoveOf: (/** @type {string} */ name) => `Really remove ${name}?`,
    removeEnds: (/** @type {string} */ name) =>
      `Removing ${name} also ends their link, for everybody who has it, unless it is a presenter's.`,
    removed: (/** @type {string} */ name) =>
      `${name} was removed. Their link opens the room no more, unless it is a presenter's.`,
    lock: "Lock the room",
    locked: "The room is locked: nobody new can enter.",
    letWait: "Let newcomers wait",
    nobodyWaits: "Nobody waits now. Whoever comes waits until you let them in.",
    admit: "Admit",
    admitOf: (/** @type {string} */ name) => `Admit ${name}`,
    admitAll: "Admit all",
    turnAway: "Turn away",
    turnAwayOf: (/** @type {string} */ name) => `Turn away ${name}`,
    notSent: "Not done: there is no connection. Try again in a moment.",
    unsure: "Perhaps not done: the connection was lost.",
    waiting: "waiting",
    waitsOne: (/** @type {string} */ name) => `${name} waits to be let in: open Host.`,
    waitSome: (/** @type {string} */ who) => `${who} wait to be let in: open Host.`,
    mutedYou: (/** @type {string} */ by) =>
      `${by} has muted you. Switch your microphone on when you want to speak.`,
    youAreLarge: "You are in the spotlight: everybody sees you large.",
  },
  numbers: {
    of: (/** @type {string} */ about) => `Numbers of ${about}: `,
    own: "your own connection",
    explain: "Explain these numbers",
    close: "Close these numbers",
    copy: "Copy as JSON",
    unknown: "unknown",
    none: "none yet",
    gap: "Gap to the live edge",
    gapIs: "Media that have arrived but are not shown yet: the jitter buffer of this step.",
    reserve: "Reserve",
    reserveIs:
      "What the player keeps of them against the next stall: more after each, for a while.",
    latency: "Latency",
    latencyIs:
      "From painting the picture there to showing it here, read from the frame stamp (fake=1 only).",
    down: "Bitrate down",
    downIs: "The bits a second that come from this participant.",
    picture: "Picture",
    pictureIs: "The size of the picture as it was sent.",
    itsSizeIs: "Its size as it was sent.",
    frames: "Frame rate",
    framesIs: "The pictures a second that are shown here.",
    sentPictureIs: "The largest picture that you send, as your browser encodes it now.",
    sentFramesIs: "The pictures a second that your browser encodes of it.",
    cameraPictureIs: "The size of the picture that your camera gives.",
    cameraFramesIs: "The pictures a second that it is set to.",
    paintedFramesIs: "The pictures a second that this page paints in place of a camera.",
    codec: "Codec",
    codecIs: "How picture and sound are encoded.",
    epoch: "Epoch",
    epochIs: "How many runs of the recorder there were: each begins with an init segment.",
    ownEpochIs: "The runs of your recorder: a new one for every change of a track.",
    skipped: "Skipped",
    skippedIs: "How often the server had to skip this browser to a later keyframe.",
    up: "Bitrate up",
    chunksUpIs: "The bits a second that you send, once, however many people watch.",
    packetsUpIs: "What you send: once, however many people there are.",
    chunks: "Chunks",
    chunksIs:
      "The messages with media that you send in a second: one chunk each, in a crowd several. A chunk is not a segment: it ends anywhere.",
    limit: "Limit",
    limitIs: "What the recorder may use for the picture; halved when the connection is too slow.",
    copies: "Copies by the server",
    copiesIs: (/** @type {number} */ publishers, /** @type {number} */ viewers) =>
      `Each chunk of ${publishers} publishers goes to every other of ${viewers} viewers: N x (N-1) when everybody sends.`,
    serverOut: "Server out",
    serverOutIs: "The media that the server sends for this room.",
    serverIn: "Server in",
    serverInIs: "The media that the server receives for this room.",
    skips: "Skips in the room",
    skipsIs: "How often a viewer was too slow and was skipped to a later keyframe.",
    lost: "Lost packets",
    lostIs:
      "Those that were missing, even if the picture was mended when they were sent again: since the beginning, and in the plot of each second.",
    lostUp: "Lost on the way up",
    lostUpIs: "Packets that the server reports as missing.",
    jitterBuffer: "Jitter buffer",
    jitterBufferIs:
      "How long what comes waits here, so that late packets still find their place: picture or sound, whichever waits longer.",
    path: "Room on the path",
    pathIs: "What your browser thinks it could send, from the server's congestion feedback.",
    roundTrip: "Round trip",
    roundTripIs: "From this browser to the server and back, as its connectivity checks tell.",
    pingIs: "From the server to this browser and back, as its last ping took. It asks every 10 s.",
    route: "Route",
    routeIs: "How your packets reach the server: the selected candidate pair.",
    socketIs: "TCP sends again what is lost: nothing is missing, but everything behind it waits.",
  },
  plot: {
    most: (/** @type {string} */ value, /** @type {string} */ unit) =>
      `60 s, up to ${value} ${unit}`,
    nothing: "nothing measured in the last 60 s",
    range: (
      /** @type {string} */ low,
      /** @type {string} */ high,
      /** @type {string} */ unit,
      /** @type {string} */ now,
    ) => `${low} to ${high} ${unit} in the last 60 s, ${now}`,
    now: (/** @type {string} */ value, /** @type {string} */ unit) => `now ${value} ${unit}`,
    unknownNow: "unknown now",
  },
  route: {
    socket: "WebSocket over TCP",
    direct: "direct, UDP",
    udp: "relayed over UDP",
    tcp: "relayed over TCP",
    tls: "relayed over TLS",
    you: "you",
    gateway: (/** @type {string} */ over) => `gateway (${over})`,
    node: (/** @type {string} */ name) => `node ${name}`,
    next: ", then ",
    moved: (/** @type {string} */ node) => `The call has moved to node ${node}.`,
  },
  path: {
    blocked:
      "No packet comes through: a firewall or this network seems to block UDP. " +
      "That is what step 3 is for. Chat still works.",
    blockedEverywhere:
      "No packet comes through, not even to the TURN server over TCP or TLS: this network blocks " +
      "them. Chat still works. Another network, such as your phone's, will help.",
    blockedOver: (/** @type {string} */ relay) =>
      `Nothing reaches the TURN server over ${relay.toUpperCase()}, the only way that the address of this page allows: this network seems to block it. Chat still works. Without relay=${relay} in the address every way is tried.`,
    untrustedTls:
      "Nothing reaches the TURN server over TLS, the only way that the address of this page allows. " +
      "Chat still works. Most likely this browser does not trust the server's certificate: on a " +
      "server with LAN=1 the page /ca tells what to do, else section TLS in the README of step 3.",
    lost: "Sound and picture are interrupted. Looking for another way …",
    interrupted: (/** @type {string} */ reason) =>
      `Sound and picture are interrupted: ${reason} Chat still works.`,
    nothing: (/** @type {string} */ reason) =>
      `No packet comes through: ${reason} Chat still works.`,
    node: (/** @type {string} */ node) =>
      `the gateway answers, but nothing comes from node ${node}. Its route may be gone; this page goes on as soon as it is back.`,
    silent: (/** @type {string} */ gateway) =>
      `the gateway at ${gateway} does not answer. It may be restarting, and this page goes on trying; if this network blocks it, another one, such as your phone's, will help.`,
    gateway: "the gateway",
    turnServer: "the TURN server",
    refused401: (/** @type {string} */ server) =>
      `${server} refuses this page's password: it has expired. A new one comes by itself, or by a reload.`,
    refused403: (/** @type {string} */ server) =>
      `${server} refuses this page. Join again; whoever runs it finds the reason in its log.`,
    refused486: (/** @type {string} */ server) =>
      `${server} gives this participant no further allocation. Close the call's other tabs.`,
    refused508: (/** @type {string} */ server) =>
      `${server} has no place for another allocation. Try again in a few minutes.`,
    refusedWith: (/** @type {string} */ server, /** @type {number} */ code) =>
      `${server} refuses this page with error ${code}. Join again; whoever runs it finds the reason in its log.`,
    beyondRelay:
      "the TURN server answers, but nothing comes through it from the media server. Reload this page; if that does not help, whoever runs the server may find the reason in its log.",
  },
  reception: {
    some: (/** @type {string} */ who, /** @type {number} */ count) =>
      count === 1
        ? `${who} does not receive you, but others do. Ask ${who} whether their page tells the reason. If not, they should reload it, or use another network.`
        : `${who} do not receive you, but others do. Ask them whether their pages tell the reason. If not, they should reload them, or use another network.`,
    nobody:
      "Nobody receives you. Check your network, then reload this page. If that does not help, ask the others whether their pages tell the reason.",
    only: (/** @type {string} */ who) =>
      `${who} does not receive you. Ask ${who} whether their page tells the reason. If not, reload this page, then ask ${who} to reload theirs.`,
    screen: {
      some: (/** @type {string} */ who, /** @type {number} */ count) =>
        count === 1
          ? `${who} does not see your screen, but others do. Ask ${who} to reload the page, or to use another network.`
          : `${who} do not see your screen, but others do. Ask them to reload the page, or to use another network.`,
      nobody: "Nobody sees your screen. Stop sharing it, then share it again.",
      only: (/** @type {string} */ who) =>
        `${who} does not see your screen. Stop sharing it, then share it again; if that does not help, ask ${who} to reload the page.`,
    },
  },
  media: {
    noSound:
      "The others do not hear you: this browser cannot handle sound now. Reload the page, or restart the browser.",
    notRecorded:
      "Your picture and sound cannot be sent: this browser fails to record them. Reload the page, or use another browser.",
    screenNotRecorded:
      "Your screen cannot be sent: this browser fails to record it. Reload the page, or use another browser.",
    screenRefused:
      "Your screen cannot be shared: this computer does not let the browser record it. Allow it in the privacy settings of the system, then share it again.",
    screenEnded:
      "Your screen is no longer shared, because this page was loaded anew. Share it again.",
    screenNotShared:
      "Your screen could not be shared. Share it again; if that does not help, use another browser.",
    notAnswered: (/** @type {string} */ why) => `The server's offer could not be answered: ${why}`,
    notDecoded: "The media cannot be decoded.",
    notPlayable: (/** @type {string} */ type) => `This browser cannot play ${type}.`,
    closed: "The browser closed the stream.",
  },
  aloud: {
    joined: (/** @type {string} */ name) => `${name} joined.`,
    left: (/** @type {string} */ name) => `${name} left.`,
    lostAndLeft: (/** @type {string} */ name) => `${name} lost the connection and left.`,
    removed: (/** @type {string} */ name) => `${name} was removed.`,
    writes: (/** @type {string} */ name, /** @type {string} */ text) => `${name} writes: ${text}`,
    spotlight: (/** @type {string} */ name) => `${name} is in the spotlight.`,
    noSpotlight: "Nobody is in the spotlight any more.",
    raised: (/** @type {string} */ name) => `${name} raised a hand.`,
    lowered: (/** @type {string} */ name) => `${name} lowered the hand.`,
    unmuted: (/** @type {string} */ name) => `${name} turned the microphone on.`,
    muted: (/** @type {string} */ name) => `${name} turned the microphone off.`,
    shares: (/** @type {string} */ name) => `${name} shares a screen.`,
    sharesNoMore: (/** @type {string} */ name) => `${name} shares no screen any more.`,
    back: (/** @type {string} */ name) => `${name} is connected again.`,
    lost: (/** @type {string} */ name) => `${name} lost the connection.`,
    own: {
      raised: () => "Your hand is raised.",
      lowered: () => "Your hand is lowered.",
      unmuted: () => "Your microphone is on.",
      muted: () => "Your microphone is off.",
      shares: () => "You share your screen.",
      sharesNoMore: () => "You share no screen any more.",
    },
  },
  /**
   * By the code of an error, perhaps with its field, or the reason of a bye; one that has several
   * sentences tells its own.
   */
  server: {
    forbidden: (/** @type {string} */ told) => told,
    flood: (/** @type {string} */ told) => told,
    idle: (/** @type {string} */ told) => told,
    invalid_name: (/** @type {string} */ told) => told,
    invalid_room: (/** @type {string} */ told) => told,
    invalid_sdp: (/** @type {string} */ told) => told,
    invalid_text: (/** @type {string} */ told) => told,
    left: (/** @type {string} */ told) => told,
    locked: () =>
      "The presenter has locked this room, so nobody new can enter. Ask for it to be unlocked.",
    no_entry: (/** @type {string} */ told) => told,
    not_found_participant: (/** @type {string} */ told) => told,
    not_found_waiting: (/** @type {string} */ told) => told,
    removed: (/** @type {string} */ told, /** @type {string} */ _by) => told,
    replaced: () => "You have joined from another place.",
    room_full: (/** @type {string} */ told) => told,
    server_full: (/** @type {string} */ told) => told,
    shutdown: (/** @type {string} */ told) => told,
    too_many: () => "So many reactions in so short a time are not shown: wait a moment.",
    too_many_publishers: (/** @type {string} */ told) => told,
    your_turn: (/** @type {string} */ told) => told,
    unsupported_participant: (/** @type {string} */ told) => told,
    turned_away: () => "The host has not let you in.",
    waiting: () => "You are in the waiting room: until the host lets you in, you can only leave.",
  },
  left: {
    left: "You left the call",
    unjoined: "You did not enter the call",
    replaced: "This call goes on in another tab",
    removed: "You were removed from the call",
    idle: "The call was idle for too long",
    ended: "The call has ended",
    goesOn: (/** @type {string} */ room) =>
      `Whoever is still in room “${room}” goes on without you.`,
    again: "Join again",
    lobby: "Back to the start page",
  },
  nodes: {
    title: "Nodes",
    here: "this call",
    kill: "Kill",
    killOf: (/** @type {string} */ node) => `Kill ${node}`,
    killed: (/** @type {string} */ node) =>
      `Node ${node} was killed. Its rooms move to another node.`,
    killedLast: (/** @type {string} */ node) =>
      `Node ${node} was killed. No other node is up: its rooms wait for one.`,
    drain: "Drain",
    drainOf: (/** @type {string} */ node) => `Drain ${node}`,
    drained: (/** @type {string} */ node) =>
      `Node ${node} is draining: its calls go on, new rooms go elsewhere.`,
    add: "Add a node",
    added: "A new node was started.",
    removeRoute: "Remove the route",
    routeRemoved: "The route is gone: the gateway passes nothing on to the nodes.",
    putRouteBack: "Put the route back",
    routeBack: "The route is back.",
    expire: "Expire my credential",
    expired: "Your password has expired: what runs goes on, anything new is refused.",
    all: "All rooms and nodes",
    silent: "The front does not answer. It may be restarting: try again in a moment.",
    refused: (/** @type {number} */ status) => `The front refused it (${status}).`,
    noNode: (/** @type {string} */ told, /** @type {string} */ _node) => told,
    isDown: (/** @type {string} */ told, /** @type {string} */ _node) => told,
    noDrain: (/** @type {string} */ told, /** @type {string} */ _node) => told,
    noMore: (/** @type {string} */ told) => told,
    notHere: (/** @type {string} */ told) => told,
    noStage: (/** @type {string} */ told) => told,
  },
  fleet: {
    pageTitle: "Rooms and nodes - Polycloud",
    title: "Rooms and nodes",
    waiting: "Waiting for the front …",
    live: "Live",
    away: "The front does not answer. Trying again …",
    nodes: "Nodes",
    noNodes: "No node has announced itself: no room can open.",
    rooms: "Rooms",
    noRooms: "Nobody is in a room now.",
    open: "Open a room",
    starting: "Starting",
    up: "Up",
    draining: "Draining",
    down: "Down",
    isStarting: (/** @type {string} */ node) => `Node ${node} is starting.`,
    isUp: (/** @type {string} */ node) => `Node ${node} is up.`,
    isDraining: (/** @type {string} */ node) => `Node ${node} is draining: it takes no new rooms.`,
    isDown: (/** @type {string} */ node) => `Node ${node} is down.`,
    moved: (/** @type {string} */ room, /** @type {string} */ node) =>
      `Room “${room}” has moved to ${node}.`,
    loadOf: (/** @type {string} */ node) => `Load of ${node}`,
    load: (/** @type {number} */ people, /** @type {number} */ capacity) =>
      `${people} of ${capacity} people`,
    silent: "It does not answer.",
    work: (/** @type {number} */ rooms, /** @type {number} */ percent) =>
      `${rooms === 1 ? "1 room" : `${rooms} rooms`}, ${percent} % of a core`,
    people: (/** @type {number} */ count) => (count === 1 ? "1 person" : `${count} people`),
    on: (/** @type {string} */ node) => `on ${node}`,
    join: "Join",
    joinOf: (/** @type {string} */ room) => `Join room “${room}”`,
  },
  chooser: {
    pageTitle: "The four steps - Polycloud",
    intro:
      "One video call, built four times. Every step is a call that works, and each adds one idea " +
      "to the one before. Each card shows the way that your picture takes.",
    step: (/** @type {number} */ number) => `Step ${number}`,
    port: (/** @type {number} */ port) => `port ${port}`,
    way: "Way of the media",
    open: "Open",
    running: "Running",
    notRunning: "Not running",
  },
};

/** The English words. */
export const en = Object.freeze(table);
