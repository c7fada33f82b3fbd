import { describe, expect, it } from 'vitest'
import { deviceLabel } from './label'

describe('how one recognises a device', () => {
  it('is its browser and its system', () => {
    const chrome =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36'
    expect(deviceLabel(chrome)).toBe('Chrome · Windows')
    expect(deviceLabel(`${chrome} Edg/140.0`)).toBe('Edge · Windows')
    const iphone =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1'
    expect(deviceLabel(iphone)).toBe('Safari · iPhone')
    expect(deviceLabel('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe(
      'Firefox · Linux',
    )
    expect(deviceLabel('')).toBe('?')
  })
})
