// The peer in the fan-out benchmark: what step 1's server does with chunks, with Node's ws package.
// It puts the publisher's number, four bytes, in front of each message and sends that one Buffer to
// every other socket. It reads no WebM, knows no rooms, and lets a slow viewer's queue grow.

import { WebSocket, WebSocketServer } from "ws";

const LONGEST_MESSAGE = 1024 * 1024;

const server = new WebSocketServer({
  host: "127.0.0.1",
  port: 0,
  maxPayload: LONGEST_MESSAGE,
  perMessageDeflate: false,
});
let sockets = 0;

server.on("connection", (socket) => {
  const publisher = Buffer.alloc(4);
  publisher.writeUInt32BE(++sockets);
  socket.on("message", (data, isBinary) => {
    if (isBinary) fanOut(socket, Buffer.concat([publisher, data]));
  });
});

function fanOut(sender, message) {
  for (const socket of server.clients) {
    if (socket !== sender && socket.readyState === WebSocket.OPEN) socket.send(message);
  }
}

server.on("listening", () => console.log(`ws is on http://127.0.0.1:${server.address().port}/`));
process.on("SIGTERM", () => process.exit(0));
