"""What seats of the library's own film, and the wait until they are connected."""

import asyncio

from aiortc import RTCPeerConnection, RTCSessionDescription, VideoStreamTrack
from av import VideoFrame


class Film(VideoStreamTrack):
    """Thirty small frames a second, of one grey after another."""

    async def recv(self) -> VideoFrame:
        """The next one, when it is due."""
        pts, base = await self.next_timestamp()
        frame = VideoFrame(width=160, height=120)
        for plane, value in zip(frame.planes, (pts // 3000 % 200 + 20, 128, 128), strict=True):
            plane.update(bytes([value]) * plane.buffer_size)
        frame.pts, frame.time_base = pts, base
        return frame


async def connected(pc: RTCPeerConnection, answer: str) -> None:
    """Take the answer, and wait until media may flow."""
    met = asyncio.Event()
    pc.on("connectionstatechange", met.set)
    await pc.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))
    async with asyncio.timeout(30):
        while pc.connectionState != "connected":
            await met.wait()
            met.clear()
