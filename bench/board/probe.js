// In each page: when the pen moved here, and when a line that reaches so far was painted.
window.moved = []
window.painted = []
addEventListener(
  'pointermove',
  (event) => window.moved.push([performance.timeOrigin + event.timeStamp, event.clientX]),
  true,
)
window.Path2D = class extends Path2D {
  constructor(shape) {
    super(shape)
    const end = typeof shape === 'string' ? /L(\d+) \d+$/.exec(shape) : null
    if (end) window.painted.push([performance.timeOrigin + performance.now(), Number(end[1])])
  }
}
