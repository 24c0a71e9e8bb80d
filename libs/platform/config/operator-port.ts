/** Where a process of a split node is asked for health and metrics. Alone in its file: `health` loads this and nothing else. */
export const OPERATOR_PORT = 9464;
