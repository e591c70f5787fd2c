export { handoverByRef, handoverModels, handoversOf, waitingHandovers, type Handover, type HandoverModels } from "./model.ts";
export { noteReply, noticeReplies, refsOf, replyMark, type NoticeReply } from "./note-reply.ts";
export { closeHandover, closeTaken, forgetHandovers, requestPerson, takeHandover, type HandoverWish } from "./request-person.ts";
