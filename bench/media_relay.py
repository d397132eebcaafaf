"""A conference server as most are written with aiortc: RTCPeerConnection and MediaRelay.

    python -m bench.media_relay

It decodes what a publisher sends and encodes it again for each viewer. Signalling is one line of
JSON each way on a TCP connection: {"sdp": offer}, {"sdp": answer}.
"""

import asyncio
import json

from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRelay


class RelayRoom:
    """What is published, and who takes part."""

    def __init__(self) -> None:
        self._relay = MediaRelay()
        self._tracks: list[MediaStreamTrack] = []
        self._connections: list[RTCPeerConnection] = []

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers one participant's offer."""
        offer = RTCSessionDescription(sdp=json.loads(await reader.readline())["sdp"], type="offer")
        connection = RTCPeerConnection()
        self._connections.append(connection)
        connection.on("track", self._tracks.append)
        if "a=recvonly" in offer.sdp:
            for track in self._tracks:
                connection.addTrack(self._relay.subscribe(track))
        await connection.setRemoteDescription(offer)
        await connection.setLocalDescription(await connection.createAnswer())
        writer.write(json.dumps({"sdp": connection.localDescription.sdp}).encode() + b"\n")
        await writer.drain()
        writer.close()


async def main() -> None:
    """Serves until it is stopped."""
    server = await asyncio.start_server(RelayRoom().converse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    print(f"The relay is on http://127.0.0.1:{port}/", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
