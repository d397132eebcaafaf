/** All that the pages say, in German; en.js tells what the entries are. */

const DIE = { camera: "die Kamera", microphone: "das Mikrofon" };
const IHRE = { camera: "Ihre Kamera", microphone: "Ihr Mikrofon", speaker: "Ihr Lautsprecher" };
const KEINE = { camera: "keine Kamera", microphone: "kein Mikrofon" };
const EINE = { camera: "eine", microphone: "eines" };
const ANDERE = { camera: "eine andere", microphone: "ein anderes" };
const SIE = { camera: "sie", microphone: "es" };
const GEWAEHLTE = {
  camera: "Die gewählte Kamera",
  microphone: "Das gewählte Mikrofon",
  speaker: "Der gewählte Lautsprecher",
};

const ROOM_RULE =
  "Ein Raumname hat 1 bis 64 Zeichen: Buchstaben (A bis Z), Ziffern, Punkte, Binde- oder Unterstriche.";

/** Where several English sentences of the servers share a code: what each of them says. */
const TOLD = /** @type {Record<string, string>} */ ({
  "Your invite link has expired: ask whoever invited you for a new one.":
    "Ihr Einladungslink ist abgelaufen. Bitten Sie die Person, die Sie eingeladen hat, um einen neuen.",
  "A presenter has removed somebody who came in by this link, so it opens the room no more. Ask whoever invited you for another.":
    "Die Moderation hat jemanden entfernt, der mit diesem Link kam, darum öffnet er den Raum nicht mehr. Bitten Sie die Person, die Sie eingeladen hat, um einen anderen.",
  "All 12 places to send are taken: nobody sees or hears you. Once somebody has left, switch your camera off and on, or reload this page.":
    "Alle 12 Plätze zum Senden sind vergeben: Niemand sieht oder hört Sie. Sobald jemand gegangen ist, schalten Sie Ihre Kamera aus und wieder ein, oder laden Sie diese Seite neu.",
  "Only 6 screens can be shared at the same time.":
    "Nur 6 Bildschirme können gleichzeitig geteilt werden.",
  "12 people are sending already, and there is no room for more. You see and hear whoever sends; the others will see and hear you as soon as somebody leaves.":
    "12 senden schon, und mehr haben keinen Platz. Sie sehen und hören alle, die senden; für die anderen sind Sie zu sehen und zu hören, sobald jemand geht.",
  "Your own key has expired, so you can invite nobody: use a new presenter's link.":
    "Ihr eigener Link ist abgelaufen, darum können Sie niemanden einladen. Nehmen Sie einen neuen Link für die Moderation.",
  "Your link lets you see and hear only: ask the presenter for a link for guests.":
    "Mit Ihrem Link können Sie nur zusehen und zuhören. Bitten Sie die Moderation um einen Link für Gäste.",
  "Only a presenter may do this: whoever came in by the presenter's link.":
    "Das darf nur die Moderation, also wer mit dem Link für die Moderation kam.",
  "Too many people wait to be let in already. Try again in a few minutes.":
    "Es warten schon zu viele darauf, eingelassen zu werden. Versuchen Sie es in ein paar Minuten noch einmal.",
  "The room is full. Ask somebody to leave first.":
    "Der Raum ist voll. Bitten Sie jemanden, zuerst zu gehen.",
  "The front has just begun. Try again in a few seconds.":
    "Der Server wurde eben erst gestartet. Versuchen Sie es in ein paar Sekunden noch einmal.",
  "No media server is there now. Try again in a minute.":
    "Zurzeit ist kein Medienserver da. Versuchen Sie es in einer Minute noch einmal.",
  "No media server takes you now. Try again in a minute.":
    "Zurzeit nimmt Sie kein Medienserver auf. Versuchen Sie es in einer Minute noch einmal.",
  "No media server takes this room now. Try again in a minute.":
    "Zurzeit nimmt kein Medienserver diesen Raum auf. Versuchen Sie es in einer Minute noch einmal.",
  "All media servers are about to stop. Try again in a minute.":
    "Alle Medienserver werden gerade beendet. Versuchen Sie es in einer Minute noch einmal.",
  "All media servers are full. Try again in a few minutes.":
    "Alle Medienserver sind voll. Versuchen Sie es in ein paar Minuten noch einmal.",
  "The gateway gives no passwords now. Try again in a minute.":
    "Das Gateway gibt zurzeit keine Passwörter aus. Versuchen Sie es in einer Minute noch einmal.",
  "Too many messages in too short a time.":
    "Von hier kamen zu viele Nachrichten in zu kurzer Zeit.",
  "Too many invalid messages.": "Von hier kamen zu viele ungültige Nachrichten.",
  "Too much media in too short a time.": "Von hier kam zu viel Bild und Ton in zu kurzer Zeit.",
  "No join came within 10 seconds.": "Der Beitritt kam nicht innerhalb von 10 Sekunden an.",
  "Too many others want to join.": "Zu viele andere wollen beitreten.",
  "The session description is too long.": "Die Session Description dieses Browsers ist zu lang.",
  "There are too many m-lines.": "Die Session Description dieses Browsers hat zu viele m-Zeilen.",
  "There is no m-line, ice-ufrag or fingerprint in the session description.":
    "In der Session Description dieses Browsers fehlt die m-Zeile, ice-ufrag oder fingerprint.",
  "The field name must not be “You” or “Sie”, nor end with either in brackets: so the page calls its reader.":
    "Ein Name darf nicht „Sie“ oder „You“ lauten und nicht damit in Klammern enden: So nennt die Seite die Person, die sie liest.",
  "An m-line is not one.": "In der Session Description dieses Browsers ist eine m-Zeile keine.",
  "The answer has other m-lines than the offer.":
    "Das Answer dieses Browsers hat andere m-Zeilen als das Offer des Servers.",
});

/** @param {string} told @param {string} otherwise */
const exactly = (told, otherwise) => (Object.hasOwn(TOLD, told) ? TOLD[told] : otherwise);

const STEPS = [
  {
    title: "Chunks über WebSockets",
    idea: "Der Browser nimmt kurze Chunks auf, der Server kopiert jeden davon an alle anderen.",
    way: ["Browser", "WebSocket", "Server", "WebSocket", "Browser"],
  },
  {
    title: "Selektives Weiterleiten",
    idea: "WebRTC: Der Server leitet Pakete weiter, ohne sie zu decodieren oder auf sie zu warten.",
    way: ["Browser", "UDP", "SFU", "UDP", "Browser"],
  },
  {
    title: "TURN-Relay",
    idea: "Ein TURN-Server im selben Prozess, für Netze, die kein UDP durchlassen.",
    way: ["Browser", "TURN", "Relay", "UDP", "SFU", "UDP", "Browser"],
  },
  {
    title: "Ein Media-Gateway",
    idea: "Ein öffentlicher Port vor mehreren privaten SFU-Knoten, von denen jeder ausfallen darf.",
    way: ["Browser", "TURN", "Gateway", "UDP", "Knoten", "UDP", "Browser"],
  },
];

/** The German words. @type {typeof import("./en.js").en} */
export const de = Object.freeze({
  language: "Language / Sprache",
  steps: STEPS,
  title: {
    room: (name) => `Raum „${name}“`,
    lobby: (room) => `${room} beitreten`,
    someRoom: "Einem Raum",
    joining: (room) => `Beitritt zu ${room}`,
    waiting: (room) => `Warten auf ${room}`,
    alone: (room) => `Allein in ${room}`,
    together: (others, room) => `Mit ${others} in ${room}`,
    reconnecting: (room) => `Neue Verbindung zu ${room}`,
    left: (room) => `${room} verlassen`,
  },
  lobby: {
    asked:
      "Warten auf Kamera und Mikrofon: Vielleicht fragt der Browser Sie danach. Sie können auch ohne beides beitreten.",
    step: (number) => `Schritt ${number} · ${STEPS[number - 1].title}`,
    joinTitle: "Am Gespräch teilnehmen",
    watchTitle: "Dem Gespräch zusehen",
    name: "Ihr Name",
    room: "Raum",
    join: "Teilnehmen",
    allSteps: "Alle vier Schritte",
    watching: "Sie sehen und hören alle anderen und senden selbst nichts.",
    noName: "Geben Sie den Namen ein, unter dem die anderen Sie sehen.",
    roomRule: ROOM_RULE,
    wrongKey:
      "Der Schlüssel in diesem Link öffnet diesen Raum nicht. Vielleicht wurde der Link abgeschnitten oder gilt für einen anderen Raum, oder der Server wurde neu gestartet. Bitten Sie um einen neuen Link.",
    newLink: "Den neuen Link für die Moderation zeigt das Terminal.",
    level: "Mikrofonpegel",
    empty: "In diesem Raum ist noch niemand.",
    present: (who, count) => `${who} ${count === 1 ? "ist" : "sind"} in diesem Raum.`,
  },
  names: {
    you: "Sie",
    isYou: (name) => `${name} (Sie)`,
    others: (count) => (count === 1 ? "eine weitere Person" : `${count} weitere Personen`),
    and: (some, last) => `${some} und ${last}`,
  },
  insecure: {
    title: "Die Kamera braucht eine sichere Adresse",
    why:
      "Diese Seite kam über unverschlüsseltes http von einem anderen Rechner. Unterwegs hätte " +
      "jeder sie ändern können; deshalb gibt der Browser ihr weder Kamera noch Mikrofon. Zwei Auswege:",
    here: "Öffnen Sie die Seite auf dem Rechner, auf dem der Schritt läuft, ohne ein Netz dazwischen: ",
    https: "Starten Sie den Schritt für andere Rechner mit https: ",
    watching: "Zusehen geht auch so:",
    watch: "Zusehen, ohne zu senden",
  },
  devices: {
    group: "Geräte",
    microphone: "Mikrofon",
    camera: "Kamera",
    speaker: "Lautsprecher",
    system: "Wie im System eingestellt",
    noNames:
      "Sobald der Browser dieser Seite Mikrofon oder Kamera freigibt, können Sie hier ein Gerät wählen.",
    chooseSpeaker: "Lautsprecher wählen …",
    sameSpeaker: (label) => `Wieder verwenden: ${label}`,
    notChosen:
      "Es wurde kein Lautsprecher gewählt. Der Browser fragt wieder, wenn Sie den Knopf drücken.",
    noSpeaker:
      "Der Browser findet keinen Lautsprecher, den Sie wählen könnten. Prüfen Sie, ob einer angeschlossen ist.",
    test: "Lautsprecher testen",
    playing: "Sie sollten jetzt drei Töne hören.",
    played:
      "Nichts gehört? Stellen Sie den Ton lauter oder wählen Sie, wenn vorhanden, einen anderen Lautsprecher.",
    silent:
      "Der Browser kann gerade keinen Ton abspielen. Prüfen Sie, ob ein Lautsprecher angeschlossen ist, und versuchen Sie es erneut.",
    gone: (kind, label) => `${IHRE[kind]} wurde getrennt. In Gebrauch ist jetzt: ${label}.`,
    back: (kind, label) => `${GEWAEHLTE[kind]} ist wieder da. In Gebrauch ist jetzt: ${label}.`,
  },
  deviceProblem: {
    notFound: (kind) =>
      `Es wurde ${KEINE[kind]} gefunden. Schließen Sie ${EINE[kind]} an und schalten Sie ${SIE[kind]} dann wieder ein.`,
    notReadable: (kind) =>
      `${IHRE[kind]} lässt sich nicht öffnen; vielleicht verwendet ein anderes Programm ${SIE[kind]}. Schließen Sie dieses Programm und schalten Sie ${SIE[kind]} dann wieder ein.`,
    overconstrained: (kind) =>
      `${GEWAEHLTE[kind]} ist nicht mehr da. Wählen Sie ${ANDERE[kind]} in der Geräteliste.`,
    kept: (kind) =>
      `${GEWAEHLTE[kind]} lässt sich gerade nicht verwenden: Vielleicht braucht ein anderes Programm ${SIE[kind]}, oder der Browser darf es nicht. In Gebrauch bleibt ${DIE[kind]} von vorher.`,
    missing: (kind) =>
      `${GEWAEHLTE[kind]} vom letzten Mal ist nicht angeschlossen; deshalb ist ${ANDERE[kind]} in Gebrauch.`,
    insecure: (kind) =>
      `Der Browser gibt ${DIE[kind]} nur für sichere Seiten frei. Öffnen Sie diese Seite mit https:// oder auf localhost.`,
    ended: (kind) =>
      `${IHRE[kind]} wurde getrennt. Schließen Sie ${SIE[kind]} an und schalten Sie ${SIE[kind]} dann wieder ein.`,
    held: (kind) =>
      `${IHRE[kind]} ist außerhalb dieser Seite ausgeschaltet: durch einen Schalter, eine Taste oder das System. Schalten Sie ${SIE[kind]} dort ein, oder lassen Sie ${SIE[kind]} mit dem Knopf hier ausgeschaltet.`,
    asleep: () =>
      "Die anderen hören Sie erst, wenn Sie auf diese Seite klicken oder eine Taste drücken.",
    asked: (kind) =>
      `Vielleicht fragt der Browser Sie gerade, ob diese Seite ${IHRE[kind]} verwenden darf. Suchen Sie neben der Adresse nach seiner Frage oder nach einem kleinen Symbol für ${DIE[kind]}.`,
  },
  permission: {
    refused: (kind, place) =>
      `Der Browser darf ${IHRE[kind]} nicht verwenden. ${place}, und schalten Sie ${DIE[kind]} dann wieder ein.`,
    firefox: (kind) =>
      `Klicken Sie neben der Adresse auf das durchgestrichene Symbol für ${DIE[kind]} und heben Sie die Sperre auf`,
    chromium: (kind) =>
      `Klicken Sie auf das Symbol links neben der Adresse und erlauben Sie dort ${DIE[kind]}`,
    ios: (kind) =>
      `Öffnen Sie das Seitenmenü neben der Adresse, dann die Website-Einstellungen, und erlauben Sie ${DIE[kind]}`,
    app: (kind) =>
      `Öffnen Sie die Einstellungen dieses Geräts, wählen Sie dort diesen Browser und erlauben Sie ${DIE[kind]}`,
    safari: (kind) =>
      `Wählen Sie im Menü „Safari“ die Einstellungen für diese Website und erlauben Sie dort ${DIE[kind]}`,
    anywhere: (kind) => `Erlauben Sie ${DIE[kind]} in den Seiteneinstellungen neben der Adresse`,
    system: (kind) =>
      `Dieser Computer lässt den Browser ${KEINE[kind]} verwenden. Erlauben Sie es in den Datenschutzeinstellungen des Systems und schalten Sie ${DIE[kind]} dann wieder ein.`,
    dismissed: (kind) =>
      `Die Frage des Browsers, ob er ${IHRE[kind]} verwenden darf, wurde ohne Antwort geschlossen. Schalten Sie ${SIE[kind]} wieder ein und erlauben Sie es.`,
  },
  call: {
    guest: "Gast",
    askingDevices:
      "Warten auf Kamera und Mikrofon: Vielleicht fragt der Browser Sie gerade danach.",
    without: "Ohne beides beitreten",
    joining: (room) => `Beitritt zum Raum „${room}“ …`,
    waiting: "Sie sind im Warteraum. Die Moderation wird Sie einlassen.",
    waitingAlone:
      "Sie sind im Warteraum. Zurzeit ist niemand da, der Sie einlassen könnte. Sobald die Moderation kommt, kann sie Sie einlassen.",
    notSent: "Nicht gesendet: Es gibt keine Verbindung. Versuchen Sie es gleich noch einmal.",
    stillWaiting:
      "Nicht gesendet: Sie sind im Warteraum. Bis die Moderation Sie einlässt, können Sie nur gehen.",
    noAnswer: "Der Server antwortet nicht.",
    incomplete:
      "Der Rest dieser Seite kam nicht vom Server. Laden Sie die Seite neu und treten Sie dann bei.",
    lost: "Verbindung verloren.",
    tryingAgain: (why) => `${why.replace(/ Versuchen Sie es [^.]+\./, "")} Neuer Versuch …`,
    lostAloud: "Verbindung verloren. Neuer Versuch.",
    connectedAgain: "Wieder verbunden.",
    alone: "Außer Ihnen ist noch niemand hier",
    openAddress:
      "Öffnen Sie diese Adresse in einem anderen Fenster oder Browser, oder geben Sie sie weiter.",
    withKey:
      "Nur wer einen Einladungslink hat, kann hereinkommen. „Einladen“ erstellt einen oder sagt, wen Sie bitten können.",
    address: "Adresse dieses Raums",
    nobodySends: "Niemand sonst sendet etwas.",
    sharing: "Sie teilen Ihren Bildschirm.",
    soundOn: "Ton einschalten",
    playAll: "Bild und Ton starten",
    notices: "Hinweise",
    dismiss: "Ausblenden",
  },
  bar: {
    group: "Gespräch",
    skip: "Zur Leiste springen",
    microphone: "Mikro",
    camera: "Kamera",
    screen: "Teilen",
    stop: "Stopp",
    stopSharing: "Teilen stoppen",
    hand: "Melden",
    react: "Reagieren",
    people: "Leute",
    chat: "Chat",
    invite: "Einladen",
    more: "Mehr",
    leave: "Gehen",
    unread: "ungelesen",
    speaking: "Sie sprechen, aber Ihr Mikrofon ist aus.",
  },
  reactions: {
    group: "Reaktionen",
    like: "Daumen hoch",
    applause: "Applaus",
    heart: "Herz",
    laugh: "Lachen",
    surprise: "Staunen",
    party: "Feiern",
    own: (word) => `Sie reagieren: ${word}.`,
    of: (name, word) => `${name} reagiert: ${word}.`,
  },
  tile: {
    noPlace: "Noch kein Platz zum Senden",
    waitingPicture: "Warten auf das Bild",
    waitingSound: "Warten auf den Ton",
    frozen: "Das Bild steht still",
    lost: "Verbindung verloren",
    good: "Gute Verbindung",
    fair: "Mäßige Verbindung",
    poor: "Schlechte Verbindung",
    hand: "Hand gehoben",
    muted: "Mikrofon aus",
    spotlight: "Für alle hervorgehoben",
    screen: (name) => `Bildschirm von ${name}`,
    missesYou: "Empfängt Sie nicht",
    missesScreen: "Sieht Ihren Bildschirm nicht",
    pin: (whose) => `${whose} anheften`,
    smaller: (whose) => `${whose} verkleinern`,
    more: (whose) => `Mehr: ${whose}`,
    volume: "Lautstärke",
    full: "Vollbild",
    window: "Bild im Bild",
    numbers: "Messwerte",
    noNumbers: "Es gibt noch keine: Es kommt nichts an.",
    refused: "Der Browser macht das gerade nicht.",
    pinned: (whose) => `Angeheftet: ${whose}.`,
    nonePinned: "Niemand ist angeheftet.",
  },
  quality: {
    lost: { fair: "Einige Pakete verloren", poor: "Viele Pakete verloren" },
    stalls: { fair: "Stockt manchmal", poor: "Stockt oft" },
  },
  self: {
    show: "Eigenes Bild zeigen",
    move: "Eigenes Bild verschieben: Pfeiltasten",
    hide: "Eigenes Bild ausblenden",
  },
  pager: {
    group: "Seiten mit Bildern",
    before: "Vorige Seite",
    after: "Nächste Seite",
    page: (number, pages) => `Seite ${number} von ${pages}`,
    speaking: (who, count) => `${who} ${count === 1 ? "spricht" : "sprechen"}`,
  },
  panel: {
    close: (title) => `„${title}“ schließen`,
  },
  people: {
    notInside: "Wer im Raum ist, sehen Sie hier, sobald Sie selbst darin sind.",
    title: "Leute",
    hand: "Hand gehoben",
    unmuted: "Mikrofon an",
    muted: "Mikrofon aus",
    watching: "Sieht zu",
    cameraOff: "Kamera aus",
  },
  chat: {
    title: "Chat",
    lines: "Nachrichten",
    empty: "Noch wurde nichts geschrieben.",
    fresh: "Neue Nachrichten",
    write: "An alle schreiben",
    send: "Senden",
    sending: "Wird gesendet …",
    watching:
      "Mit Ihrem Link können Sie hier lesen und nicht schreiben. Bitten Sie die Moderation um einen Link für Gäste.",
  },
  more: {
    title: "Mehr",
    full: "Vollbild",
    ownPicture: "Eigenes Bild zeigen",
    singleKeys: "Tastenkürzel mit einzelnen Tasten",
    allKeys: "Alle Tastenkürzel zeigen",
  },
  keys: {
    title: "Tastenkürzel",
    close: "Liste der Tastenkürzel schließen",
    off: "Die einzelnen Tasten sind unter „Mehr“ ausgeschaltet.",
    space: "Leertaste",
    microphone: "Mikrofon an oder aus",
    camera: "Kamera an oder aus",
    screen: "Bildschirm teilen oder damit aufhören",
    hand: "Hand heben oder senken",
    chat: "Chat öffnen oder schließen",
    pinNext: "Ein Bild nach dem anderen anheften",
    list: "Diese Liste",
    talk: "Sprechen, solange Sie sie halten",
    escape: "Bereich schließen oder großes Bild beenden",
  },
  invite: {
    title: "Andere einladen",
    close: "Einladung schließen",
    open: "Wer diese Adresse öffnet, kann hereinkommen.",
    here: "Diese Adresse gilt nur auf diesem Computer. Damit andere hereinkommen können, starten Sie den Schritt mit LAN=1.",
    hereOfLan:
      "Diese Adresse gilt nur auf diesem Computer. Damit andere hereinkommen können, öffnen Sie die Adresse für das Netz, die der Schritt ausgegeben hat, und laden Sie dort ein.",
    withKey: "Wer so einen Link hat, kann hereinkommen, bis er abläuft.",
    ask: "Nur wer einen Einladungslink hat, kann hereinkommen. Bitten Sie die Moderation dieses Raums um einen.",
    room: "Link zu diesem Raum",
    link: "Einladungslink",
    whom: "Für wen",
    talk: "Gäste: dürfen sprechen",
    watch: "Publikum: sieht nur zu",
    time: "Gilt",
    hour: "1 Stunde",
    hours: "4 Stunden",
    day: "1 Tag",
    make: "Link erstellen",
    notMade:
      "Es wurde kein Link erstellt: Es gibt keine Verbindung. Versuchen Sie es gleich noch einmal.",
    madeForGuests: (until) =>
      `Ein Link für Gäste, gültig bis ${until}. Wer ihn hat, kann hereinkommen.`,
    madeForWatchers: (until) =>
      `Ein Link für Publikum, gültig bis ${until}. Wer ihn hat, kann hereinkommen.`,
    qr: "QR-Code dieses Links",
    qrPhone: "Richten Sie die Kamera eines Telefons auf den Code, um damit teilzunehmen.",
    qrFailed: "Der QR-Code kann gerade nicht gezeichnet werden. Kopieren Sie stattdessen den Link.",
  },
  copy: {
    button: "Kopieren",
    done: "Kopiert.",
    byKeys: "Der Browser erlaubt es nicht. Kopieren Sie mit Strg+C.",
  },
  host: {
    title: "Moderation",
    door: "Einlass",
    people: "Leute",
    alone: "Außer Ihnen ist noch niemand hier.",
    spotlight: "Hervorheben",
    spotlightOf: (name) => `${name} hervorheben`,
    spotlightYourself: "Sich selbst hervorheben",
    mute: "Stumm schalten",
    muteOf: (name) => `${name} stumm schalten`,
    muting: (name) => `${name} wird gebeten, sich stumm zu schalten.`,
    muted: (name) => `${name} wurde stumm geschaltet.`,
    muteAll: "Alle stumm schalten",
    mutingAll: "Alle anderen werden gebeten, sich stumm zu schalten.",
    mutedAll: "Alle anderen wurden stumm geschaltet.",
    remove: "Entfernen",
    removeOf: (name) => `${name} entfernen`,
    reallyRemove: "Wirklich entfernen?",
    reallyRemoveOf: (name) => `${name} wirklich entfernen?`,
    removeEnds: (name) =>
      `Wer ${name} entfernt, beendet auch den Link dieser Person, für alle, die ihn haben, außer es ist einer der Moderation.`,
    removed: (name) =>
      `${name} wurde entfernt. Der Link dieser Person öffnet den Raum nicht mehr, es sei denn, sie moderiert.`,
    lock: "Raum sperren",
    locked: "Der Raum ist gesperrt: Niemand Neues kann hereinkommen.",
    letWait: "Neue warten lassen",
    nobodyWaits: "Gerade wartet niemand. Wer neu kommt, wartet, bis Sie Einlass geben.",
    admit: "Einlassen",
    admitOf: (name) => `${name} einlassen`,
    admitAll: "Alle einlassen",
    turnAway: "Abweisen",
    turnAwayOf: (name) => `${name} abweisen`,
    notSent: "Nicht ausgeführt: Es gibt keine Verbindung. Versuchen Sie es gleich noch einmal.",
    unsure: "Vielleicht nicht ausgeführt: Die Verbindung ging verloren.",
    waiting: "warten",
    waitsOne: (name) => `${name} wartet auf Einlass: Öffnen Sie „Moderation“.`,
    waitSome: (who) => `${who} warten auf Einlass: Öffnen Sie „Moderation“.`,
    mutedYou: (by) =>
      `${by} hat Sie stumm geschaltet. Schalten Sie Ihr Mikrofon ein, wenn Sie sprechen möchten.`,
    youAreLarge: "Sie sind hervorgehoben: Alle sehen Sie groß.",
  },
  numbers: {
    of: (about) => `Messwerte, ${about}: `,
    own: "Ihre eigene Verbindung",
    explain: "Diese Messwerte erklären",
    close: "Diese Messwerte schließen",
    copy: "Als JSON kopieren",
    unknown: "unbekannt",
    none: "noch keiner",
    gap: "Abstand zur Live-Kante",
    gapIs:
      "Medien, die angekommen, aber noch nicht gezeigt sind: der Jitterbuffer dieses Schritts.",
    reserve: "Reserve",
    reserveIs:
      "Was der Player davon gegen das nächste Stocken behält: nach jedem mehr, eine Zeit lang.",
    latency: "Latenz",
    latencyIs:
      "Vom Malen des Bildes dort bis zum Zeigen hier, abgelesen vom Zeitstempel im Bild (nur mit fake=1).",
    down: "Bitrate abwärts",
    downIs: "Die Bits pro Sekunde, die von dieser Person kommen.",
    picture: "Bild",
    pictureIs: "Die Größe des Bildes, wie es gesendet wurde.",
    itsSizeIs: "Seine Größe, wie es gesendet wurde.",
    frames: "Bildrate",
    framesIs: "Die Bilder pro Sekunde, die hier gezeigt werden.",
    sentPictureIs: "Das größte Bild, das Sie senden, wie Ihr Browser es jetzt codiert.",
    sentFramesIs: "Die Bilder pro Sekunde, die Ihr Browser davon codiert.",
    cameraPictureIs: "Die Größe des Bildes, das Ihre Kamera liefert.",
    cameraFramesIs: "Die Bilder pro Sekunde, auf die sie eingestellt ist.",
    paintedFramesIs: "Die Bilder pro Sekunde, die diese Seite anstelle einer Kamera malt.",
    codec: "Codec",
    codecIs: "Wie Bild und Ton codiert sind.",
    epoch: "Epoche",
    epochIs: "Wie oft der Recorder neu begonnen hat: Jede Epoche beginnt mit einem Init-Segment.",
    ownEpochIs: "Die Läufe Ihres Recorders: ein neuer bei jedem Wechsel einer Spur.",
    skipped: "Übersprungen",
    skippedIs: "Wie oft der Server diesen Browser zu einem späteren Keyframe springen ließ.",
    up: "Bitrate aufwärts",
    chunksUpIs: "Die Bits pro Sekunde, die Sie senden: einmal, egal wie viele Personen zusehen.",
    packetsUpIs: "Was Sie senden: einmal, egal wie viele Personen da sind.",
    chunks: "Chunks",
    chunksIs:
      "Die Nachrichten mit Medien, die Sie pro Sekunde senden: je ein Chunk, bei vielen Personen mehrere. Ein Chunk ist kein Segment: Er endet irgendwo.",
    limit: "Grenze",
    limitIs:
      "Was der Recorder für das Bild verwenden darf; die Hälfte, wenn die Verbindung zu langsam ist.",
    copies: "Kopien des Servers",
    copiesIs: (publishers, viewers) =>
      `Jeder Chunk der ${publishers} Sendenden geht an alle anderen der ${viewers} Zuschauenden: N x (N-1), wenn alle senden.`,
    serverOut: "Server sendet",
    serverOutIs: "Die Medien, die der Server für diesen Raum sendet.",
    serverIn: "Server empfängt",
    serverInIs: "Die Medien, die der Server für diesen Raum empfängt.",
    skips: "Sprünge im Raum",
    skipsIs: "Wie oft jemand zu langsam war und zu einem späteren Keyframe springen musste.",
    lost: "Verlorene Pakete",
    lostIs:
      "Pakete, die fehlten, auch wenn sie später noch einmal kamen und das Bild wieder ganz wurde: seit dem Beginn, und in der Kurve je Sekunde.",
    lostUp: "Aufwärts verloren",
    lostUpIs: "Pakete, die der Server als fehlend meldet.",
    jitterBuffer: "Jitterbuffer",
    jitterBufferIs:
      "Wie lange hier wartet, was kommt, damit auch späte Pakete ihren Platz finden: Bild oder Ton, was länger wartet.",
    path: "Verfügbare Bitrate",
    pathIs: "Was Ihr Browser senden zu können glaubt, nach der Staurückmeldung des Servers.",
    roundTrip: "Umlaufzeit",
    roundTripIs: "Von diesem Browser zum Server und zurück, nach dessen Connectivity Checks (ICE).",
    pingIs:
      "Vom Server zu diesem Browser und zurück, nach seinem letzten Ping. Er fragt alle 10 s.",
    route: "Weg",
    routeIs: "Wie Ihre Pakete den Server erreichen: das gewählte Candidate Pair.",
    socketIs: "TCP sendet Verlorenes noch einmal: Nichts fehlt, aber alles dahinter wartet.",
  },
  plot: {
    most: (value, unit) => `60 s, bis zu ${value} ${unit}`,
    nothing: "in den letzten 60 s nichts gemessen",
    range: (low, high, unit, now) => `${low} bis ${high} ${unit} in den letzten 60 s, ${now}`,
    now: (value, unit) => `jetzt ${value} ${unit}`,
    unknownNow: "jetzt unbekannt",
  },
  route: {
    socket: "WebSocket über TCP",
    direct: "direkt, UDP",
    udp: "Relay über UDP",
    tcp: "Relay über TCP",
    tls: "Relay über TLS",
    you: "Sie",
    gateway: (over) => `Gateway (${over})`,
    node: (name) => `Knoten ${name}`,
    next: ", dann ",
    moved: (node) => `Das Gespräch ist auf den Knoten ${node} umgezogen.`,
  },
  path: {
    blocked:
      "Es kommt kein Paket durch: Eine Firewall oder dieses Netz scheint UDP zu sperren. " +
      "Dagegen hilft Schritt 3. Der Chat geht noch.",
    blockedEverywhere:
      "Es kommt kein Paket durch, auch nicht über TCP oder TLS zum TURN-Server: Dieses Netz sperrt " +
      "sie. Der Chat geht noch. Ein anderes Netz, etwa das Ihres Telefons, hilft.",
    blockedOver: (relay) =>
      `Über ${relay.toUpperCase()} kommt nichts zum TURN-Server durch, und die Adresse dieser Seite erlaubt nur diesen Weg: Dieses Netz scheint ihn zu sperren. Der Chat geht noch. Ohne relay=${relay} in der Adresse wird jeder Weg versucht.`,
    untrustedTls:
      "Über TLS kommt nichts zum TURN-Server durch, und die Adresse dieser Seite erlaubt nur diesen " +
      "Weg. Der Chat geht noch. Wahrscheinlich vertraut dieser Browser dem Zertifikat des Servers " +
      "nicht: Bei einem Server mit LAN=1 hilft die Seite /ca, sonst der Abschnitt TLS in der README " +
      "von Schritt 3.",
    lost: "Bild und Ton sind unterbrochen. Ein anderer Weg wird gesucht …",
    interrupted: (reason) => `Bild und Ton sind unterbrochen: ${reason} Der Chat geht noch.`,
    nothing: (reason) => `Es kommt kein Paket durch: ${reason} Der Chat geht noch.`,
    node: (node) =>
      `Das Gateway antwortet, aber vom Knoten ${node} kommt nichts. Vielleicht fehlt seine Route; sobald sie wieder da ist, geht es hier weiter.`,
    silent: (gateway) =>
      `Das Gateway unter ${gateway} antwortet nicht. Vielleicht startet es neu, und diese Seite versucht es weiter; wenn dieses Netz es sperrt, hilft ein anderes, etwa das Ihres Telefons.`,
    gateway: "Das Gateway",
    turnServer: "Der TURN-Server",
    refused401: (server) =>
      `${server} lehnt das Passwort dieser Seite ab: Es ist abgelaufen. Ein neues kommt von selbst oder durch Neuladen.`,
    refused403: (server) =>
      `${server} lehnt diese Seite ab. Treten Sie neu bei; der Grund steht in dessen Protokoll.`,
    refused486: (server) =>
      `${server} gibt Ihnen keine weitere Allocation. Schließen Sie die anderen Tabs mit diesem Gespräch.`,
    refused508: (server) =>
      `${server} hat keinen Platz für eine weitere Allocation. Versuchen Sie es in ein paar Minuten noch einmal.`,
    refusedWith: (server, code) =>
      `${server} lehnt diese Seite mit dem Fehler ${code} ab. Treten Sie neu bei; der Grund steht in dessen Protokoll.`,
    beyondRelay:
      "Der TURN-Server antwortet, aber vom Medienserver kommt durch ihn nichts. Laden Sie diese Seite neu; wenn das nicht hilft, steht der Grund vielleicht im Protokoll des Servers.",
  },
  reception: {
    some: (who, count) =>
      count === 1
        ? `${who} empfängt Sie nicht, andere schon. Fragen Sie ${who}, ob dort ein Grund angezeigt wird. Wenn nicht, hilft es vielleicht, dort die Seite neu zu laden oder ein anderes Netz zu verwenden.`
        : `${who} empfangen Sie nicht, andere schon. Fragen Sie sie, ob bei ihnen ein Grund angezeigt wird. Wenn nicht, hilft es vielleicht, dort die Seite neu zu laden oder ein anderes Netz zu verwenden.`,
    nobody:
      "Niemand empfängt Sie. Prüfen Sie Ihr Netz und laden Sie diese Seite neu. Wenn das nicht hilft, fragen Sie die anderen, ob bei ihnen ein Grund angezeigt wird.",
    only: (who) =>
      `${who} empfängt Sie nicht. Fragen Sie ${who}, ob dort ein Grund angezeigt wird. Wenn nicht, laden Sie diese Seite neu und bitten Sie dann auch ${who} darum.`,
    screen: {
      some: (who, count) =>
        count === 1
          ? `${who} sieht Ihren Bildschirm nicht, andere schon. Bitten Sie ${who}, die Seite neu zu laden oder ein anderes Netz zu verwenden.`
          : `${who} sehen Ihren Bildschirm nicht, andere schon. Bitten Sie sie, die Seite neu zu laden oder ein anderes Netz zu verwenden.`,
      nobody:
        "Niemand sieht Ihren Bildschirm. Beenden Sie das Teilen und teilen Sie ihn noch einmal.",
      only: (who) =>
        `${who} sieht Ihren Bildschirm nicht. Beenden Sie das Teilen und teilen Sie ihn noch einmal; wenn das nicht hilft, bitten Sie ${who}, die Seite neu zu laden.`,
    },
  },
  media: {
    noSound:
      "Die anderen hören Sie nicht: Dieser Browser kann gerade keinen Ton verarbeiten. Laden Sie die Seite neu oder starten Sie den Browser neu.",
    notRecorded:
      "Ihr Bild und Ton können nicht gesendet werden: Dieser Browser kann sie nicht aufnehmen. Laden Sie die Seite neu oder verwenden Sie einen anderen Browser.",
    screenNotRecorded:
      "Ihr Bildschirm kann nicht gesendet werden: Dieser Browser kann ihn nicht aufnehmen. Laden Sie die Seite neu oder verwenden Sie einen anderen Browser.",
    screenRefused:
      "Ihr Bildschirm kann nicht geteilt werden: Dieser Computer erlaubt dem Browser die Aufnahme nicht. Erlauben Sie sie in den Datenschutzeinstellungen des Systems und teilen Sie den Bildschirm dann noch einmal.",
    screenEnded:
      "Ihr Bildschirm wird nicht mehr geteilt, weil diese Seite neu geladen wurde. Teilen Sie ihn noch einmal.",
    screenNotShared:
      "Ihr Bildschirm konnte nicht geteilt werden. Teilen Sie ihn noch einmal; wenn das nicht hilft, verwenden Sie einen anderen Browser.",
    notAnswered: (why) => `Das Offer des Servers konnte nicht beantwortet werden: ${why}`,
    notDecoded: "Die Medien können nicht decodiert werden.",
    notPlayable: (type) => `Dieser Browser kann ${type} nicht abspielen.`,
    closed: "Der Browser hat die Wiedergabe beendet.",
  },
  aloud: {
    joined: (name) => `${name} ist jetzt hier.`,
    left: (name) => `${name} ist gegangen.`,
    lostAndLeft: (name) => `${name} hat die Verbindung verloren und ist nicht mehr hier.`,
    removed: (name) => `${name} wurde entfernt.`,
    writes: (name, text) => `${name} schreibt: ${text}`,
    spotlight: (name) => `${name} ist für alle hervorgehoben.`,
    noSpotlight: "Niemand ist mehr hervorgehoben.",
    raised: (name) => `${name} hat die Hand gehoben.`,
    lowered: (name) => `${name} hat die Hand gesenkt.`,
    unmuted: (name) => `${name} hat das Mikrofon eingeschaltet.`,
    muted: (name) => `${name} hat das Mikrofon ausgeschaltet.`,
    shares: (name) => `${name} teilt einen Bildschirm.`,
    sharesNoMore: (name) => `${name} teilt keinen Bildschirm mehr.`,
    back: (name) => `${name} ist wieder verbunden.`,
    lost: (name) => `${name} hat die Verbindung verloren.`,
    own: {
      raised: () => "Ihre Hand ist gehoben.",
      lowered: () => "Ihre Hand ist gesenkt.",
      unmuted: () => "Ihr Mikrofon ist an.",
      muted: () => "Ihr Mikrofon ist aus.",
      shares: () => "Sie teilen Ihren Bildschirm.",
      sharesNoMore: () => "Sie teilen keinen Bildschirm mehr.",
    },
  },
  server: {
    forbidden: (told) =>
      exactly(
        told,
        "Ihr Link erlaubt das nicht. Bitten Sie die Moderation um einen anderen Einladungslink.",
      ),
    flood: (told) => exactly(told, "Von hier kam zu viel in zu kurzer Zeit."),
    idle: (told) => exactly(told, "Von hier kam zu lange nichts."),
    invalid_name: (told) =>
      exactly(
        told,
        "Ein Name hat 1 bis 64 Zeichen, von denen etwas zu sehen ist: keine Steuerzeichen und keine unsichtbaren.",
      ),
    invalid_room: (_told) => ROOM_RULE,
    invalid_sdp: (told) =>
      exactly(told, "Der Server kann die Session Description dieses Browsers nicht verwenden."),
    invalid_text: (_told) => "Die Nachricht ist leer, zu lang oder enthält Steuerzeichen.",
    left: (_told) => "Sie haben das Gespräch verlassen.",
    locked: () =>
      "Die Moderation hat diesen Raum gesperrt: Niemand Neues kann hereinkommen. Bitten Sie darum, ihn zu öffnen.",
    no_entry: (told) =>
      exactly(
        told,
        "Diesen Raum öffnet nur ein gültiger Einladungslink. Bitten Sie die Person, die Sie eingeladen hat, um einen.",
      ),
    not_found_participant: (_told) => "Diese Person ist nicht mehr in diesem Raum.",
    not_found_waiting: (_told) => "Diese Person wartet nicht mehr.",
    removed: (_told, by) => `${by || "Die Moderation"} hat Sie aus diesem Raum entfernt.`,
    replaced: () => "Sie sind von anderswo beigetreten.",
    room_full: (told) =>
      exactly(told, "Der Raum ist voll. Versuchen Sie es etwas später noch einmal."),
    server_full: (told) =>
      exactly(told, "Der Server ist voll. Versuchen Sie es in ein paar Minuten noch einmal."),
    shutdown: (_told) => "Der Server wird neu gestartet.",
    too_many: () =>
      "So viele Reaktionen in so kurzer Zeit werden nicht gezeigt: Warten Sie einen Moment.",
    too_many_publishers: (told) => exactly(told, "Mehr können hier nicht gleichzeitig senden."),
    your_turn: (_told) => "Ein Platz wurde frei: Die anderen sehen und hören Sie jetzt.",
    unsupported_participant: (_told) =>
      "Das geht nicht: Diese Person sieht nur zu, oder sie nutzt ein Programm ohne diese Seite.",
    turned_away: () => "Die Moderation hat Sie nicht eingelassen.",
    waiting: () => "Sie sind im Warteraum: Bis die Moderation Sie einlässt, können Sie nur gehen.",
  },
  left: {
    left: "Sie haben das Gespräch verlassen",
    unjoined: "Sie waren nicht im Gespräch",
    replaced: "Dieses Gespräch geht in einem anderen Tab weiter",
    removed: "Sie wurden aus dem Gespräch entfernt",
    idle: "Das Gespräch wurde wegen Untätigkeit beendet",
    ended: "Das Gespräch ist beendet",
    goesOn: (room) => `Wer noch im Raum „${room}“ ist, spricht ohne Sie weiter.`,
    again: "Wieder teilnehmen",
    lobby: "Zurück zur Startseite",
  },
  nodes: {
    title: "Knoten",
    here: "dieses Gespräch",
    kill: "Abschalten",
    killOf: (node) => `${node} abschalten`,
    killed: (node) =>
      `Der Knoten ${node} wurde abgeschaltet. Seine Räume ziehen auf einen anderen um.`,
    killedLast: (node) =>
      `Der Knoten ${node} wurde abgeschaltet. Kein anderer ist in Betrieb: Seine Räume warten auf einen.`,
    drain: "Leeren",
    drainOf: (node) => `${node} leeren`,
    drained: (node) =>
      `Der Knoten ${node} wird geleert: Seine Gespräche gehen weiter, neue Räume kommen auf andere.`,
    add: "Knoten hinzufügen",
    added: "Ein neuer Knoten wurde gestartet.",
    removeRoute: "Route entfernen",
    routeRemoved: "Die Route ist weg: Das Gateway leitet nichts mehr an die Knoten.",
    putRouteBack: "Route wiederherstellen",
    routeBack: "Die Route ist wieder da.",
    expire: "Mein Passwort ablaufen lassen",
    expired: "Ihr Passwort ist abgelaufen: Was läuft, läuft weiter, alles Neue wird abgelehnt.",
    all: "Alle Räume und Knoten",
    silent:
      "Der Front-Server antwortet nicht. Vielleicht startet er neu: Versuchen Sie es gleich noch einmal.",
    refused: (status) => `Der Front-Server hat es abgelehnt (${status}).`,
    noNode: (_told, node) => `Einen Knoten ${node} gibt es nicht.`,
    isDown: (_told, node) => `Der Knoten ${node} läuft schon nicht mehr.`,
    noDrain: (_told, node) => `Der Knoten ${node} wird schon geleert oder läuft nicht mehr.`,
    noMore: (_told) => "Mehr Knoten kann es hier nicht geben.",
    notHere: (_told) => "Diese Person ist hier nicht.",
    noStage: (_told) =>
      "Der Prozess, der die Knoten startet, antwortet nicht. Läuft `make step-4` noch?",
  },
  fleet: {
    pageTitle: "Räume und Knoten - Polycloud",
    title: "Räume und Knoten",
    waiting: "Warten auf den Front-Server …",
    live: "Verbunden",
    away: "Der Front-Server antwortet nicht. Neuer Versuch …",
    nodes: "Knoten",
    noNodes: "Kein Knoten hat sich gemeldet: Kein Raum kann geöffnet werden.",
    rooms: "Räume",
    noRooms: "Gerade ist niemand in einem Raum.",
    open: "Raum öffnen",
    starting: "Startet",
    up: "In Betrieb",
    draining: "Wird geleert",
    down: "Ausgefallen",
    isStarting: (node) => `Der Knoten ${node} startet.`,
    isUp: (node) => `Der Knoten ${node} ist in Betrieb.`,
    isDraining: (node) => `Der Knoten ${node} wird geleert: Er nimmt keine neuen Räume auf.`,
    isDown: (node) => `Der Knoten ${node} ist ausgefallen.`,
    moved: (room, node) => `Der Raum „${room}“ ist auf ${node} umgezogen.`,
    loadOf: (node) => `Auslastung von ${node}`,
    load: (people, capacity) => `${people} von ${capacity} Personen`,
    silent: "Er antwortet nicht.",
    work: (rooms, percent) =>
      `${rooms === 1 ? "1 Raum" : `${rooms} Räume`}, ${percent} % eines Kerns`,
    people: (count) => (count === 1 ? "1 Person" : `${count} Personen`),
    on: (node) => `auf ${node}`,
    join: "Teilnehmen",
    joinOf: (room) => `Am Gespräch im Raum „${room}“ teilnehmen`,
  },
  chooser: {
    pageTitle: "Die vier Schritte - Polycloud",
    intro:
      "Ein Videogespräch, viermal gebaut. Jeder Schritt ist ein Gespräch, das funktioniert, und jeder " +
      "fügt dem vorigen eine Idee hinzu. Jede Karte zeigt den Weg, den Ihr Bild nimmt.",
    step: (number) => `Schritt ${number}`,
    port: (port) => `Port ${port}`,
    way: "Weg der Medien",
    open: "Öffnen",
    running: "Läuft",
    notRunning: "Läuft nicht",
  },
});
