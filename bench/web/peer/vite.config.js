// Builds the peer from the folder it was installed into.
export default { root: process.env.PEER, build: { outDir: 'dist', emptyOutDir: true, minify: true } }
