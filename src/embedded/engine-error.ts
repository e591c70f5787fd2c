/** Another service uses this data folder. Starting twice on the same files would spoil them. */
export class DataDirInUseError extends Error {
  override readonly name = 'DataDirInUseError';
  constructor(readonly dataDir: string) {
    super(`Another running service uses the data folder ${dataDir}: stop it first, or set DATA_DIR to another folder.`);
  }
}

/** An embedded engine cannot be started; the message says what to do. */
export class EngineStartError extends Error {
  override readonly name = 'EngineStartError';
  constructor(readonly engine: string, sentence: string) {
    super(sentence);
  }
}
