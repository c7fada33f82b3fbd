// Runs in every page before its own scripts. Watches from outside: frames of the socket, frames of the screen, the first block.
;(() => {
  const probe = { frames: [], socket: null, frameTimes: null, firstBlock: 0, idle: 0, seq: {} }
  window.__probe = probe

  const Native = window.WebSocket
  window.WebSocket = class extends Native {
    constructor(...settings) {
      super(...settings)
      probe.socket = this
      this.addEventListener('message', ({ data }) => {
        const frame = JSON.parse(data)
        probe.frames.push(frame)
        if (frame.seq !== undefined) probe.seq[frame.topic] = frame.seq
      })
    }
  }

  // The time of a frame's own work: its callback, what that queued, and the layout it asks for.
  const request = window.requestAnimationFrame.bind(window)
  window.requestAnimationFrame = (callback) =>
    request((now) => {
      const begun = performance.now()
      callback(now)
      if (!probe.frameTimes) return
      queueMicrotask(() =>
        queueMicrotask(() => {
          void document.body.offsetHeight
          probe.frameTimes?.push(performance.now() - begun)
        }),
      )
    })

  // When the application first took itself for idle: what it fetches from then on, the first screen did without.
  const requestIdle = window.requestIdleCallback.bind(window)
  window.requestIdleCallback = (callback, options) =>
    requestIdle((deadline) => {
      probe.idle ||= performance.now()
      callback(deadline)
    }, options)

  probe.awaitingBlocks = new MutationObserver((_, observer) => {
    if (!document.querySelector('[data-appointment]')) return
    observer.disconnect()
    request(() => request(() => (probe.firstBlock = performance.now())))
  })
  probe.awaitingBlocks.observe(document, { childList: true, subtree: true })

  /** Runs `act`, lets everything it queued settle, lays the page out, and answers the milliseconds. */
  probe.time = async (act) => {
    const begun = performance.now()
    act()
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
    void document.body.offsetHeight
    return performance.now() - begun
  }

  /** Settles once the page rests: nothing that ends by itself is animated, and two idle moments had no frame of the socket between them. */
  probe.atRest = async () => {
    const isMoving = ({ playState, effect }) => playState === 'running' && effect.getComputedTiming().endTime < Infinity
    for (let heard = -1; heard !== probe.frames.length || document.getAnimations().some(isMoving); ) {
      heard = probe.frames.length
      await new Promise((resolve) => requestIdle(resolve))
    }
  }

  /** Runs `act`; answers the milliseconds until the second frame after it, which is painted, and until so many appointments stand there. */
  probe.mounted = (act, total) =>
    new Promise((resolve) => {
      const begun = performance.now()
      act()
      const frame = (then) => request(() => then(performance.now() - begun))
      const whole = (inSight, now) => {
        if (document.querySelectorAll('[data-appointment]').length >= total) resolve([inSight, now])
        else frame((later) => whole(inSight, later))
      }
      frame(() => frame((inSight) => whole(inSight, inSight)))
    })

  /** Clicks; answers the milliseconds until the second frame after what is waited for came in sight: it is painted. */
  probe.painted = (clicked, shown) =>
    new Promise((resolve) => {
      const begun = performance.now()
      document.querySelector(clicked).click()
      const look = () => {
        const there = document.querySelector(shown)
        const box = there?.getBoundingClientRect()
        const isSeen = box && there.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2))
        request(isSeen ? () => resolve(performance.now() - begun) : look)
      }
      request(look)
    })
})()
