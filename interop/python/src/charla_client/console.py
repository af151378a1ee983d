"""Code that several programs share: reading standard input, and running the client."""

import asyncio
import contextlib
import os
import threading
from collections.abc import AsyncIterator, Coroutine

from .client import Client


async def lines() -> AsyncIterator[str]:
    """Yields the lines of standard input, without their ends.

    A daemon thread reads from the file descriptor. So files work as well as terminals, and the
    program can exit while a read blocks.
    """
    queue: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        rest = b""
        with contextlib.suppress(RuntimeError):  # the event loop has ended
            while chunk := os.read(0, 65_536):
                *whole, rest = (rest + chunk).split(b"\n")
                for line in whole:
                    loop.call_soon_threadsafe(queue.put_nowait, line.decode(errors="replace"))
            if rest:
                loop.call_soon_threadsafe(queue.put_nowait, rest.decode(errors="replace"))
            loop.call_soon_threadsafe(queue.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await queue.get()) is not None:
        yield line


async def converse(client: Client, commands: Coroutine[None, None, None]) -> None:
    """Runs the client until it is drained or has left; raises a Refusal if it is final.

    ``commands`` gives commands to the client until there are no more; ``leave`` must be the last.
    The client drains then, unless it has left.
    """
    conversation = asyncio.create_task(client.run())
    commanding = asyncio.create_task(commands)
    try:
        await asyncio.wait((conversation, commanding), return_when=asyncio.FIRST_COMPLETED)
        if conversation.done():
            conversation.result()
        # If the client has ended without a Refusal, the last command was ``leave``.
        await commanding
        if not client.has_left:
            client.drain()
        await conversation
    finally:
        commanding.cancel()
        conversation.cancel()
        await client.close()
