export { broadcastModels, type Audience, type Broadcast, type BroadcastContent, type BroadcastModels, type RowState } from "./model.ts";
export { createBroadcast } from "./create-broadcast.ts";
export { advance, chunkSize, planChunk, type Recipient, type Windows } from "./plan-chunk.ts";
export { recordOutcomes, type OutcomeStore } from "./record-outcomes.ts";
export { broadcastProgress, closeFinished, type BroadcastProgress } from "./broadcast-progress.ts";
export { forgetRecipient } from "./forget-recipient.ts";
