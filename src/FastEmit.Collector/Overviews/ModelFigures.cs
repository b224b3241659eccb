using FastEmit.Collector.Digests;

namespace FastEmit.Collector.Overviews;

/// <summary>One model's tokens and cost of a day. For one thread.</summary>
internal sealed class ModelFigures
{
    public double Input { get; private set; }

    public double Output { get; private set; }

    public double CacheRead { get; private set; }

    public double CacheWritten { get; private set; }

    /// <summary>In US dollars, of the messages that have a price.</summary>
    public double Cost { get; private set; }

    /// <summary>Messages without a price.</summary>
    public long Unpriced { get; private set; }

    /// <summary>Takes in a message's tokens.</summary>
    /// <param name="members">The message.</param>
    /// <param name="isPart">Whether it tells only a part of a message: then it does not lack a price.</param>
    public void Add(HookMembers members, bool isPart = false)
    {
        Input += Count(members, "input_tokens");
        Output += Count(members, "output_tokens");
        CacheRead += Count(members, "cache_read_input_tokens");
        CacheWritten += Count(members, "cache_creation_input_tokens");
        if (members.Number("cost_usd") is not { } cost || cost < 0)
        {
            Unpriced += isPart ? 0 : 1;
            return;
        }

        Cost += cost;
    }

    /// <summary>Takes in what others have.</summary>
    public void Add(ModelFigures others)
    {
        Input += others.Input;
        Output += others.Output;
        CacheRead += others.CacheRead;
        CacheWritten += others.CacheWritten;
        Cost += others.Cost;
        Unpriced += others.Unpriced;
    }

    /// <summary>Takes out what others have put in.</summary>
    public void Subtract(ModelFigures others)
    {
        Input -= others.Input;
        Output -= others.Output;
        CacheRead -= others.CacheRead;
        CacheWritten -= others.CacheWritten;
        Cost -= others.Cost;
        Unpriced -= others.Unpriced;
    }

    private static double Count(HookMembers members, string name) => Math.Max(0, members.Number(name) ?? 0);
}
