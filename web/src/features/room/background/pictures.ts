/** The pictures offered, drawn here: nothing to fetch, at any size, quiet behind a face. */
type Pen = CanvasRenderingContext2D

const HUES = [24, 42, 205, 152, 355, 262, 90, 230]

/** A wall in the light of a window at the left. */
function wall(pen: Pen, wide: number, high: number): void {
  pen.fillStyle = 'hsl(210 16% 80%)'
  pen.fillRect(0, 0, wide, high)
  const light = pen.createRadialGradient(wide * 0.15, high * 0.2, 0, wide * 0.15, high * 0.2, wide)
  light.addColorStop(0, 'hsl(42 60% 96%)')
  light.addColorStop(1, 'hsl(214 18% 66% / 0.2)')
  pen.fillStyle = light
  pen.fillRect(0, 0, wide, high)
  pen.fillStyle = 'hsl(214 14% 62%)'
  pen.fillRect(0, high * 0.86, wide, high * 0.14)
}

/** Shelves, as far away as a lens would blur them. */
function shelves(pen: Pen, wide: number, high: number): void {
  pen.fillStyle = 'hsl(30 22% 30%)'
  pen.fillRect(0, 0, wide, high)
  const row = high / 4
  let seed = 7
  const chance = () => (seed = (seed * 16807) % 2147483647) / 2147483647
  for (let shelf = 0; shelf < 4; shelf++) {
    const floor = (shelf + 1) * row - row * 0.1
    for (let at = wide * 0.02; at < wide * 0.98;) {
      const thick = wide * (0.015 + 0.03 * chance())
      const tall = row * (0.5 + 0.3 * chance())
      if (chance() > 0.16) {
        pen.fillStyle = `hsl(${HUES[Math.floor(chance() * HUES.length)]} 26% ${34 + 26 * chance()}%)`
        pen.fillRect(at, floor - tall, thick * 0.9, tall)
      }
      at += thick
    }
    pen.fillStyle = 'hsl(30 26% 44%)'
    pen.fillRect(0, floor, wide, row * 0.1)
  }
}

/** Draws one of them over the whole canvas; `soften` brings it out of focus. */
export function picture(choice: 'wall' | 'shelves', pen: Pen, soften: () => void): void {
  const { width, height } = pen.canvas
  if (choice === 'wall') wall(pen, width, height)
  else shelves(pen, width, height)
  soften()
}
