/** What one holds: the tool, and how it writes. */
import type { Colour, Width } from './marks'

export const TOOLS = ['pen', 'eraser', 'text', 'pointer'] as const
export type Tool = (typeof TOOLS)[number]

export interface Hand {
  tool: Tool
  colour: Colour
  width: Width
}
