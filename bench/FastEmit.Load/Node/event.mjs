// The reference event.
export const event = (number) => ({
  type: "hook",
  subtype: "pre_tool",
  timestamp: "2026-11-21T23:07:00.0000000Z",
  session_id: "3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab",
  tool_name: "Bash",
  success: true,
  duration_ms: number,
});
