/** Asks the worker with Graphviz for the drawings of graphs. */

export interface Question {
  readonly id: number;
  readonly dot: string;
  readonly engine: string;
}

export interface Answer {
  readonly id: number;
  readonly svg?: string;
  /** Why there is no drawing. */
  readonly problem?: string;
}

let worker: Worker | undefined;
let last = 0;
const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();

function start(): Worker {
  const started = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  started.onmessage = ({ data }: MessageEvent<Answer>) => {
    waiting.get(data.id)?.resolve(data);
    waiting.delete(data.id);
  };
  started.onerror = ({ message }) => {
    for (const { reject } of waiting.values()) reject(new Error(`Graphviz could not be started. ${message}`));
    waiting.clear();
    worker = undefined; // so that it can be tried again
  };
  return started;
}

/** The drawing of a graph, or why there is none. */
export function laidOut(dot: string, engine: string): Promise<Answer> {
  worker ??= start();
  last += 1;
  const question: Question = { id: last, dot, engine };
  const answer = new Promise<Answer>((resolve, reject) => waiting.set(question.id, { resolve, reject }));
  worker.postMessage(question);
  return answer;
}
