// Runs before the first paint, so that a chosen theme never flashes. The name carries a number: files here are cached for ever.
for (const name of ['theme', 'density']) {
  const value = localStorage.getItem(`ardoise.${name}`)
  if (value) document.documentElement.dataset[name] = value
}
