import type { Redis } from "ioredis";
import { debitScript, pauseScript, rateScript, resumeScript } from "./account.ts";
import { claimScript } from "./claim.ts";
import { addScript, againScript, beginScript, extendScript, finishScript, queuedScript, reassertScript, recordScript, ringScript, waitingScript } from "./items.ts";
import { dropNoticesScript, dropRepliesScript, forgetScript, trailScript } from "./person.ts";
import { refusedScript } from "./refused.ts";

const laneScripts = {
  laneAdd: addScript,
  laneClaim: claimScript,
  laneFinish: finishScript,
  laneAgain: againScript,
  laneBegin: beginScript,
  laneExtend: extendScript,
  laneRing: ringScript,
  laneRecord: recordScript,
  laneReassert: reassertScript,
  laneQueued: queuedScript,
  laneWaiting: waitingScript,
  laneForget: forgetScript,
  laneTrail: trailScript,
  laneDropReplies: dropRepliesScript,
  laneDropNotices: dropNoticesScript,
  laneRefused: refusedScript,
  lanePause: pauseScript,
  laneResume: resumeScript,
  laneRate: rateScript,
  laneDebit: debitScript,
};

type Script = (...values: (string | number)[]) => Promise<unknown>;
export type LaneScripts = Record<keyof typeof laneScripts, Script>;

/** Teaches a connection the scripts, once. */
export function withLaneScripts(redis: Redis): LaneScripts {
  for (const [name, lua] of Object.entries(laneScripts)) if (!(name in redis)) redis.defineCommand(name, { numberOfKeys: 0, lua });
  return redis as unknown as LaneScripts;
}
