using FastEmit.Events;

namespace FastEmit.Samples.Worker;

[HookEvent("job_done", Namespace = "/jobs")]
internal readonly partial record struct JobDone([property: PartitionKey] string Queue, int Number, TimeSpan Took);
