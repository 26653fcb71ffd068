/** Hands the samples of a microphone to the page, from the thread of the browser that processes sound. */

declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

/** How many samples go to the page at once: 21 ms at 48 kHz. */
const BLOCK = 1024;

class Samples extends AudioWorkletProcessor {
  private block = new Float32Array(BLOCK);
  private used = 0;

  process([microphone]: readonly (readonly Float32Array[])[]): boolean {
    for (const sample of microphone?.[0] ?? []) {
      this.block[this.used++] = sample;
      if (this.used < BLOCK) continue;
      this.port.postMessage(this.block, [this.block.buffer]);
      this.block = new Float32Array(BLOCK);
      this.used = 0;
    }
    return true;
  }
}

registerProcessor("samples", Samples);
