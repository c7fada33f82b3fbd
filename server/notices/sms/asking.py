"""One HTTP request to a gateway, and what its failure means."""

import httpx

from server.notices.carrier import NotTaken, Unsure

_SECONDS = 20.0


async def ask(request: httpx.Request) -> httpx.Response:
    """Send a request; the answer is a success.

    Raises:
        NotTaken, Unsure: as carriers do.
    """
    async with httpx.AsyncClient(timeout=_SECONDS, follow_redirects=False, trust_env=False) as client:
        try:
            answer = await client.send(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
            raise NotTaken(type(error).__name__, later=True, unreachable=True) from error
        except httpx.HTTPError as error:
            raise Unsure(type(error).__name__) from error
    if answer.is_success:
        return answer
    busy = answer.status_code in {408, 425, 429} or answer.status_code >= 500
    raise NotTaken(f"http_{answer.status_code}", later=busy, unreachable=answer.status_code in {401, 403, 503})
