using System.Runtime.CompilerServices;
using FastEmit.Events;

namespace FastEmit.Records;

/// <summary>What one emitter adds to every event. Immutable; any thread.</summary>
/// <remarks>A struct inside the emitter: <c>Emit</c> reaches each of these with one load.</remarks>
internal readonly struct EmitterStamps
{
    private readonly TimeProvider _time;
    private readonly byte[] _commonMembers;
    private readonly bool _stampsTimestamp;
    private readonly bool _stampsMore;
    private readonly bool _stampsTraceContext;

    public EmitterStamps(EmitterPlan plan)
    {
        _time = plan.Options.TimeProvider;
        _stampsTimestamp = plan.Options.Stamps.Timestamp;
        _stampsTraceContext = plan.Options.Stamps.TraceContext;
        _commonMembers = plan.CommonMembers;
        _stampsMore = _stampsTraceContext || _commonMembers.Length != 0;
    }

    /// <summary>Stamps the open packet in <paramref name="writer"/>, all but the event id, which is the lane's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ref EventWriter writer, HookEventDescriptor descriptor)
    {
        if (_stampsTimestamp && !descriptor.HasTimestamp)
        {
            EventStamps.WriteTimestamp(ref writer, _time.GetUtcNow());
        }

        if (_stampsMore)
        {
            WriteMore(ref writer);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteMore(ref EventWriter writer)
    {
        if (_commonMembers.Length != 0)
        {
            EventStamps.WriteMembers(ref writer, _commonMembers);
        }

        if (_stampsTraceContext)
        {
            TraceStamp.Write(ref writer);
        }
    }
}
