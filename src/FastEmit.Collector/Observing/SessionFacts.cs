using FastEmit.Collector.Events;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Observing;

/// <summary>
/// The part of an event's <see cref="EventFacts"/> that counting sessions needs at intake, for a fraction of the time: it looks at nothing but
/// the names in the object and in its member <c>data</c>, and stops at the last fact that matters. From text that is no JSON it reads something
/// or nothing, without an exception.
/// </summary>
internal ref struct SessionFacts
{
    private readonly ReadOnlySpan<byte> _json;
    private ReadOnlySpan<byte> _session;
    private ReadOnlySpan<byte> _subtype;
    private bool? _success;
    private int _depth;
    private bool _isInData;

    private SessionFacts(ReadOnlySpan<byte> json) => _json = json;

    private enum Member
    {
        Other,
        Data,
        Session,
        Subtype,
        Success,
    }

    /// <summary><c>session_id</c> as it stands in the JSON, without quotes; empty for none.</summary>
    public readonly ReadOnlySpan<byte> Session => _session;

    /// <summary><c>subtype</c>, likewise.</summary>
    public readonly ReadOnlySpan<byte> Subtype => _subtype;

    /// <summary><c>success</c>; null also when the subtype is one that cannot fail.</summary>
    public readonly bool? Success => _success;

    private readonly bool IsComplete => !_session.IsEmpty && !_subtype.IsEmpty && (_success is not null || !ToolEvents.IsResult(_subtype));

    /// <summary>Reads an event's arguments.</summary>
    public static SessionFacts Read(ReadOnlySpan<byte> data)
    {
        SessionFacts facts = new(data is [(byte)'{', ..] ? data : data.TrimStart(" \t\r\n"u8));
        if (!facts._json.IsEmpty && facts._json[0] == (byte)'{')
        {
            facts.ReadStrings();
        }

        return facts;
    }

    /// <summary>A string with a colon behind it is a name. How deep it lies is what the brackets between the strings say.</summary>
    private void ReadStrings()
    {
        ReadOnlySpan<byte> json = _json;
        QuoteFinder quotes = new(json);
        int end = 1;
        _depth = 1;
        while (true)
        {
            // A single byte behind a string is a comma or a colon.
            int open = quotes.Next();
            if (open < end || (open != end + 1 && !GoesOn(json[end..open])))
            {
                return;
            }

            int close = quotes.Next();
            end = close + 1;
            if (close < 0 || end >= json.Length)
            {
                return;
            }

            if ((_depth == 1 || (_depth == 2 && _isInData))
                && MemberOf(json[(open + 1)..close], quotes.HasSeenEscapes) is not Member.Other and var member
                && BehindColon(end) is >= 0 and var value)
            {
                end = Take(member, value, end, ref quotes);
                if (IsComplete)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Follows the brackets between two strings. False when they end the first argument.</summary>
    private bool GoesOn(ReadOnlySpan<byte> between)
    {
        foreach (byte letter in between)
        {
            int bracket = letter | 0x20; // '[' as '{', ']' as '}'.
            if (bracket == '{')
            {
                _depth++;
            }
            else if (bracket == '}')
            {
                _depth--;
                _isInData &= _depth > 1;
                if (_depth == 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Where the value behind a name begins; negative when the string was no name.</summary>
    private readonly int BehindColon(int end)
    {
        int colon = SkipSpace(end);
        int value = colon < _json.Length && _json[colon] == (byte)':' ? SkipSpace(colon + 1) : _json.Length;
        return value < _json.Length ? value : -1;
    }

    private readonly int SkipSpace(int start)
    {
        while (start < _json.Length && _json[start] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            start++;
        }

        return start;
    }

    /// <summary>Takes a member's value, if it is one of the right kind, and returns where the text goes on.</summary>
    private int Take(Member member, int value, int end, ref QuoteFinder quotes)
    {
        ReadOnlySpan<byte> json = _json[value..];
        switch (member)
        {
            case Member.Data when _depth == 1 && json[0] == (byte)'{':
                _isInData = true;
                return end;
            case Member.Success when json.StartsWith("true"u8) || json.StartsWith("false"u8):
                _success ??= json[0] == (byte)'t';
                return end;
            case Member.Session when json[0] == (byte)'"':
                return TakeText(ref _session, value, ref quotes);
            case Member.Subtype when json[0] == (byte)'"':
                return TakeText(ref _subtype, value, ref quotes);
            default:
                return end;
        }
    }

    /// <summary>The first that is not empty counts.</summary>
    private readonly int TakeText(ref ReadOnlySpan<byte> fact, int value, ref QuoteFinder quotes)
    {
        int open = quotes.Next();
        int close = quotes.Next();
        if (open != value || close < 0)
        {
            return _json.Length; // The text ends within a string.
        }

        if (fact.IsEmpty)
        {
            fact = _json[(open + 1)..close];
        }

        return close + 1;
    }

    private static Member MemberOf(ReadOnlySpan<byte> name, bool mayBeEscaped) => name.Length switch
    {
        4 when name.SequenceEqual("data"u8) => Member.Data,
        7 when name.SequenceEqual("subtype"u8) => Member.Subtype,
        7 when name.SequenceEqual("success"u8) => Member.Success,
        10 when name.SequenceEqual("session_id"u8) => Member.Session,
        _ when mayBeEscaped => EscapedMemberOf(name),
        _ => Member.Other,
    };

    /// <summary>A letter may be written as <c>\u0061</c>.</summary>
    private static Member EscapedMemberOf(ReadOnlySpan<byte> name) =>
        JsonText.IsEscaped(name, "data"u8) ? Member.Data
        : JsonText.IsEscaped(name, "subtype"u8) ? Member.Subtype
        : JsonText.IsEscaped(name, "success"u8) ? Member.Success
        : JsonText.IsEscaped(name, "session_id"u8) ? Member.Session
        : Member.Other;
}
