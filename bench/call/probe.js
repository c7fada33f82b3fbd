// Put into every page of the benchmark: keeps its connections, may force them through the relay, and notes when pictures came.
{
  const Real = RTCPeerConnection
  window.peers = []
  window.RTCPeerConnection = class extends Real {
    constructor(config = {}) {
      super(window.relayBy ? { ...config, iceTransportPolicy: 'relay', iceServers: relays(config.iceServers ?? []) } : config)
      window.peers.push(this)
    }
  }
  const relays = (servers) =>
    servers.map((server) => ({
      ...server,
      urls: [server.urls].flat().filter((url) => url.includes('transport=tcp') === (window.relayBy === 'tcp')),
    }))

  const frames = () => document.querySelector('video.theirs')?.getVideoPlaybackQuality().totalVideoFrames ?? 0
  window.pictures = []
  let last = 0
  const look = () => {
    const now = frames()
    if (now && now !== last) window.pictures.push(Date.now())
    last = now
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)

  /** Milliseconds from pressing a button until the other's first picture. */
  window.untilPicture = async (button) => {
    const began = Date.now()
    button.click()
    while (!window.pictures.length || window.pictures.at(-1) <= began) await new Promise(requestAnimationFrame)
    return Date.now() - began
  }

  /** What this page's newest connection received, and the way it came. */
  window.received = async () => {
    const stats = [...(await window.peers.at(-1).getStats()).values()]
    const videos = stats.filter((one) => one.type === 'inbound-rtp' && one.kind === 'video')
    const sum = (name) => videos.reduce((all, one) => all + (one[name] ?? 0), 0)
    const transport = stats.find((one) => one.type === 'transport')
    const pair = stats.find((one) => one.id === transport?.selectedCandidatePairId)
    const local = stats.find((one) => one.id === pair?.localCandidateId)
    return {
      frames: sum('framesDecoded'),
      freezes: sum('freezeCount'),
      way: local?.candidateType === 'relay' ? local.relayProtocol : (local?.candidateType ?? ''),
    }
  }

  /** Samples of the other's sound that were played, and those among them that had to be made up. */
  window.sounded = async () => {
    const stats = [...(await window.peers.at(-1).getStats()).values()]
    const sounds = stats.filter((one) => one.type === 'inbound-rtp' && one.kind === 'audio')
    const sum = (name) => sounds.reduce((all, one) => all + (one[name] ?? 0), 0)
    return { samples: sum('totalSamplesReceived'), concealed: sum('concealedSamples') }
  }
}
