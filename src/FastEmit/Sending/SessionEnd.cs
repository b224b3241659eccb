namespace FastEmit.Sending;

/// <summary>The conclusion from the end of a session about the records that were in flight.</summary>
internal enum SessionEnd
{
    /// <summary>Nothing: events were confirmed in it, or the end was wanted.</summary>
    Harmless = 0,

    /// <summary>Nothing was confirmed in it; the record that ended it, if one did, is among several.</summary>
    Fruitless,

    /// <summary>It ended although only some suspects were on the way: one of them is to blame, and fewer are sent next time.</summary>
    Narrowed,

    /// <summary>It ended while one record was alone on the way.</summary>
    Trial,

    /// <summary>That has happened to this record as often as it may.</summary>
    Poisoned,
}
