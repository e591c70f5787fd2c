export { auditModels, type Actor, type AuditEntry, type AuditModels, type Subject } from "./model.ts";
export { expireAudit, forgetSubject, writeAudit, type NewAuditEntry } from "./write-audit.ts";
