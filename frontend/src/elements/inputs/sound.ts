/** Sound that a person records, as a WAV file: 16 bits, one channel. */

import { closeDevice, openDevice } from "./device";
import worklet from "./samples.worklet.ts?worker&url";

/** A recording that is under way. */
export interface Recording {
  /** How loud it is now, from 0 to 1. */
  readonly level: () => number;
  /** End it and return what was recorded. */
  readonly stop: () => Promise<Blob>;
}

/**
 * Begin to record: the promise is kept when the first sound has come.
 *
 * It fails if there is no microphone, if the person does not allow it, or if `signal` is aborted.
 */
export async function record(rate: number | null, signal: AbortSignal): Promise<Recording> {
  const stream = await openDevice({ audio: true }, signal);
  const context = new AudioContext();
  const close = () => {
    closeDevice(stream);
    void context.close();
  };
  const blocks: Float32Array<ArrayBuffer>[] = [];
  const meter = context.createAnalyser();
  meter.fftSize = 256;
  try {
    await context.audioWorklet.addModule(worklet);
    const microphone = context.createMediaStreamSource(stream);
    const samples = new AudioWorkletNode(context, "samples", {
      channelCount: 1,
      channelCountMode: "explicit",
    });
    // Browsers process only what leads to the loudspeaker. `samples` itself is silent.
    microphone.connect(meter).connect(samples).connect(context.destination);
    await new Promise<void>((resolve, reject) => {
      samples.port.onmessage = ({ data }: MessageEvent<Float32Array<ArrayBuffer>>) => {
        blocks.push(data);
        resolve();
      };
      for (const track of stream.getTracks()) track.onended = () => reject(new Error("It was switched off."));
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    signal.throwIfAborted();
  } catch (error) {
    close();
    throw error;
  }
  signal.addEventListener("abort", close, { once: true });
  const levels = new Uint8Array(meter.fftSize);
  return {
    level: () => {
      meter.getByteTimeDomainData(levels);
      return Math.max(...levels.map((level) => Math.abs(level - 128))) / 128;
    },
    stop: async () => {
      signal.removeEventListener("abort", close);
      close();
      const sound = new AudioBuffer({
        length: blocks.reduce((sum, block) => sum + block.length, 0),
        sampleRate: context.sampleRate,
      });
      let at = 0;
      for (const block of blocks) {
        sound.copyToChannel(block, 0, at);
        at += block.length;
      }
      return wav(rate === null || rate === sound.sampleRate ? sound : await resampled(sound, rate));
    },
  };
}

async function resampled(sound: AudioBuffer, rate: number): Promise<AudioBuffer> {
  const offline = new OfflineAudioContext(1, Math.max(1, Math.ceil(sound.duration * rate)), rate);
  const source = offline.createBufferSource();
  source.buffer = sound;
  source.connect(offline.destination);
  source.start();
  return offline.startRendering();
}

/** The samples of the first channel as a WAV file. */
export function wav(sound: Pick<AudioBuffer, "sampleRate" | "getChannelData">): Blob {
  const samples = sound.getChannelData(0);
  const bytes = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const text = (at: number, letters: string) => {
    for (const [i, letter] of [...letters].entries()) bytes.setUint8(at + i, letter.charCodeAt(0));
  };
  text(0, "RIFF");
  bytes.setUint32(4, 36 + 2 * samples.length, true);
  text(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true); // PCM
  bytes.setUint16(22, 1, true); // channels
  bytes.setUint32(24, sound.sampleRate, true);
  bytes.setUint32(28, 2 * sound.sampleRate, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  text(36, "data");
  bytes.setUint32(40, 2 * samples.length, true);
  for (const [i, sample] of samples.entries())
    bytes.setInt16(44 + 2 * i, Math.max(-1, Math.min(1, sample)) * 0x7fff, true);
  return new Blob([bytes.buffer], { type: "audio/wav" });
}
