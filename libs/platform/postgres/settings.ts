/**
 * Settings of the embedded server, given on its command line so that they are the same at every start and in every
 * version. They suit a small node: one process, some tens of connections.
 */
const settings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '40',
  shared_buffers: '48MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  huge_pages: 'off',
  jit: 'off',
  io_method: 'sync',
  max_worker_processes: '2',
  max_logical_replication_workers: '0',
  max_parallel_workers: '0',
  autovacuum_max_workers: '1',
  // What was answered `ok` is on the disk.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // After a crash: one call for the whole disk instead of one per file, a second less of recovery. Linux alone has it.
  ...(process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
  // One server, no replica: nothing reads the log but crash recovery.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '256MB',
  // A connection that hangs must not hold locks, nor the shared memory of a server that was killed, for long.
  statement_timeout: '30s',
  idle_in_transaction_session_timeout: '15s',
  timezone: 'UTC',
  // Words of members reach no log: no statement, no parameter, no DETAIL or CONTEXT (terse), and no message of a failed
  // statement, for a message can quote a value. Start, stop, crash, FATAL and PANIC stay.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_min_duration_statement: '-1',
  log_checkpoints: 'off',
  log_autovacuum_min_duration: '-1',
  log_temp_files: '-1',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %e ',
  logging_collector: 'off',
  lc_messages: 'C',
} as const;

/** Arguments of `postgres`. `overrides` is for tests of ours that need no durable disk. */
export const serverArguments = (cluster: string, socket: string, overrides: Record<string, string> = {}): string[] => [
  '-D',
  cluster,
  '-k',
  socket,
  ...Object.entries<string>({ ...settings, ...overrides }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];
