import express, { type Router } from "express";

/** The line of the home page's head that proves the domain to Zalo (facts §2.1); one for each code. */
export const zaloDomainMeta = "zalo-platform-site-verification";

/** `/zalo_verifier<CODE>.html` for the codes of the console, nothing for others. */
export function zaloDomainRoutes(codes: readonly string[]): Router {
  const router = express.Router();
  router.get("/zalo_verifier:code.html", (request, response, next) => {
    const { code } = request.params;
    if (!codes.includes(String(code))) return next();
    response.type("html").send(`<!doctype html><html><head><meta charset="utf-8"><meta name="${zaloDomainMeta}" content="${code}"><title>Zalo</title></head><body></body></html>`);
  });
  return router;
}
