/** Theme and density, remembered on this device only. */

export type Theme = 'system' | 'light' | 'dark'
export type Density = 'compact' | 'normal' | 'comfort'

class Appearance {
  #theme = $state.raw<Theme>(stored<Theme>('theme', ['light', 'dark'], 'system'))
  #density = $state.raw<Density>(stored<Density>('density', ['compact', 'comfort'], 'normal'))

  get theme(): Theme {
    return this.#theme
  }
  set theme(theme: Theme) {
    this.#theme = theme
    keep('theme', theme === 'system' ? null : theme)
  }

  get density(): Density {
    return this.#density
  }
  set density(density: Density) {
    this.#density = density
    keep('density', density === 'normal' ? null : density)
  }
}

function stored<Value extends string>(name: string, known: readonly Value[], otherwise: Value): Value {
  const value = localStorage.getItem(`ardoise.${name}`)
  return known.find((candidate) => candidate === value) ?? otherwise
}

function keep(name: 'theme' | 'density', value: string | null): void {
  if (value === null) {
    localStorage.removeItem(`ardoise.${name}`)
    delete document.documentElement.dataset[name]
  } else {
    localStorage.setItem(`ardoise.${name}`, value)
    document.documentElement.dataset[name] = value
  }
}

export const appearance = new Appearance()
