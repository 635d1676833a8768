// Plays 16-bit samples while they arrive, shows their level, and keeps them for the download.

const RATE = 24000;
const IN_HAND = 0.1; // seconds of sound before it begins, and after it has run dry
const MOST_AHEAD = 20; // seconds; a whole book must not pile up here

export class Player {
  /** `moved(player)` is called whenever `first`, `seconds` or `dry` change. */
  constructor(canvas, moved) {
    this.context = new AudioContext();
    this.context.resume();
    this.analyser = this.context.createAnalyser();
    this.analyser.fftSize = 1024;
    this.analyser.connect(this.context.destination);
    this.moved = moved;
    this.asked = performance.now();
    this.first = null; // seconds from being asked to the first sound
    this.seconds = 0;
    this.dry = 0;
    this.peak = 0;
    this.parts = [];
    this.odd = new Uint8Array(0);
    this.next = 0;
    this.playing = new Set();
    this.draw(canvas);
  }

  /** Take the next bytes; resolves when there is room for more. */
  async push(bytes) {
    const joined = new Uint8Array(this.odd.length + bytes.length);
    joined.set(this.odd);
    joined.set(bytes, this.odd.length);
    const whole = joined.length - (joined.length % 2);
    this.odd = joined.slice(whole);
    if (whole) this.schedule(joined.slice(0, whole));
    while (this.next - this.context.currentTime > MOST_AHEAD && this.context.state !== "closed") {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  schedule(bytes) {
    if (this.context.state === "closed") return;
    this.parts.push(bytes);
    const samples = Float32Array.from(new Int16Array(bytes.buffer), (sample) => sample / 32768);
    const buffer = this.context.createBuffer(1, samples.length, RATE);
    buffer.copyToChannel(samples, 0);
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.analyser);
    const now = this.context.currentTime;
    if (this.first === null) {
      this.first = (performance.now() - this.asked) / 1000;
      this.next = now + IN_HAND;
    } else if (this.next < now) {
      this.dry += 1;
      this.next = now + IN_HAND;
    }
    source.start(this.next);
    this.next += buffer.duration;
    this.seconds += buffer.duration;
    this.playing.add(source);
    source.onended = () => {
      this.playing.delete(source);
      if (!this.playing.size) this.emptied?.();
    };
    this.moved(this);
  }

  /** Resolves when all that was pushed has been heard. */
  async heard() {
    if (this.playing.size && this.context.state !== "closed") {
      await new Promise((resolve) => { this.emptied = resolve; });
    }
    await this.stop();
  }

  async stop() {
    if (this.context.state === "closed") return;
    await this.context.close();
    this.emptied?.();
  }

  /** The sound so far as a WAV file. */
  file() {
    const size = this.parts.reduce((sum, part) => sum + part.length, 0);
    const header = new DataView(new ArrayBuffer(44));
    const text = (at, word) => [...word].forEach((c, i) => header.setUint8(at + i, c.charCodeAt(0)));
    text(0, "RIFF");
    header.setUint32(4, 36 + size, true);
    text(8, "WAVEfmt ");
    header.setUint32(16, 16, true);
    header.setUint16(20, 1, true);
    header.setUint16(22, 1, true);
    header.setUint32(24, RATE, true);
    header.setUint32(28, 2 * RATE, true);
    header.setUint16(32, 2, true);
    header.setUint16(34, 16, true);
    text(36, "data");
    header.setUint32(40, size, true);
    return new Blob([header, ...this.parts], { type: "audio/wav" });
  }

  /** The level as bars that move to the left, a bar every 50 ms. */
  draw(canvas) {
    const brush = canvas.getContext("2d");
    const samples = new Float32Array(this.analyser.fftSize);
    const bars = new Array(100).fill(0);
    let shown = 0;
    const paint = (time) => {
      this.analyser.getFloatTimeDomainData(samples);
      const level = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
      this.peak = Math.max(this.peak, level);
      if (time - shown >= 50) {
        shown = time;
        bars.shift();
        bars.push(level);
        const width = canvas.width / bars.length;
        brush.clearRect(0, 0, canvas.width, canvas.height);
        brush.fillStyle = getComputedStyle(canvas).color;
        bars.forEach((bar, at) => {
          const height = Math.max(1, Math.min(1, 2.5 * bar) * canvas.height);
          brush.fillRect(at * width, (canvas.height - height) / 2, width - 2, height);
        });
      }
      if (this.context.state !== "closed") requestAnimationFrame(paint);
    };
    requestAnimationFrame(paint);
  }
}
