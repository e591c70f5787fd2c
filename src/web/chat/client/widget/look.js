// @ts-check

/**
 * The widget's style, in its own shadow root: the website's style does not reach in, ours does not leak out.
 * @param {string | undefined} color a colour of the website's choice, checked to be one
 * @param {string | undefined} side "left" or "right"
 */
export function look(color, side) {
  const main = color && /^#[0-9a-f]{6}$/i.test(color) ? color : "#0a4690";
  const edge = side === "left" ? "left" : "right";
  return `
:host{all:initial;position:fixed;z-index:2147483000;inset:auto;font:16px system-ui,sans-serif}
button{font:inherit;cursor:pointer;border:0}
button:focus-visible{outline:3px solid #ffbf47;outline-offset:2px}
svg{width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:2.2;stroke-linecap:round;stroke-linejoin:round}
.launcher{position:fixed;bottom:max(16px,env(safe-area-inset-bottom));${edge}:16px;width:60px;height:60px;border-radius:50%;background:${main};color:#fff;display:grid;place-items:center;box-shadow:0 4px 16px #0005}
.dot{position:absolute;top:4px;right:4px;width:14px;height:14px;border-radius:50%;background:#d4281e;border:2px solid #fff}
[hidden]{display:none!important}
.panel{position:fixed;bottom:88px;${edge}:16px;width:min(400px,calc(100vw - 32px));height:min(640px,calc(100dvh - 120px));background:#fff;color:#1b2733;border-radius:16px;overflow:hidden;box-shadow:0 8px 40px #0006;display:flex;flex-direction:column}
iframe{border:0;flex:1;width:100%;background:#fff}
.close{position:absolute;top:10px;right:10px;width:44px;height:44px;border-radius:50%;background:#0006;color:#fff;display:grid;place-items:center;z-index:1}
.trouble{margin:0;padding:72px 20px 0;line-height:1.5}
.trouble:empty{display:none}
.again{background:${main};color:#fff;border-radius:10px;padding:10px 16px;min-height:44px}
@media (max-width:480px){.panel{inset:0;width:100%;height:100dvh;border-radius:0}}
@media (prefers-color-scheme:dark){.panel,iframe{background:#0e1722;color:#e8eef5}}
`;
}
