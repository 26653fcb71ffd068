/** Sound that a person records, as a WAV file: 16 bits, one channel. */

/** A recording that is under way. */
export interface Recording {
  /** How loud it is now, from 0 to 1. */
  readonly level: () => number;
  /** End it and return what was recorded. */
  readonly stop: () => Promise<Blob>;
  /** End it and keep nothing. */
  readonly cancel: () => void;
}

/** Begin to record. Fails if there is no microphone, or if the person does not allow it. */
export async function record(rate: number | null): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const context = new AudioContext();
  const source = context.createMediaStreamSource(stream);
  const meter = context.createAnalyser();
  meter.fftSize = 256;
  source.connect(meter);
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise<void>((resolve) => {
    recorder.onstop = () => resolve();
  });
  recorder.start();
  const close = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  const samples = new Uint8Array(meter.fftSize);
  return {
    level: () => {
      meter.getByteTimeDomainData(samples);
      return Math.max(...samples.map((sample) => Math.abs(sample - 128))) / 128;
    },
    stop: async () => {
      recorder.stop();
      await ended;
      close();
      const sound = await context.decodeAudioData(await new Blob(parts).arrayBuffer());
      await context.close();
      return wav(await resampled(sound, rate ?? sound.sampleRate));
    },
    cancel: () => {
      recorder.stop();
      close();
      void context.close();
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

/** Why nothing can be recorded, for the person who wants to. */
export function recordingProblem(error: unknown, device: "microphone" | "camera"): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError")
    return `This page may not use the ${device}. Allow it in the settings of the browser.`;
  if (name === "NotFoundError") return `There is no ${device}.`;
  if (navigator.mediaDevices === undefined)
    return `A browser gives a ${device} only to pages that come over HTTPS, or from this machine.`;
  return `The ${device} cannot be used${error instanceof Error ? `: ${error.message}` : ""}.`;
}
