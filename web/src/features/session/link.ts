/** The token of a link sent by e-mail: it follows `#`, which no server sees; it leaves the address bar at once. */
export function takeToken(): string {
  const token = decodeURIComponent(location.hash.slice(1))
  if (token) history.replaceState(history.state, '', location.pathname)
  return token
}
