namespace FastEmit.Generators.Contracts;

/// <summary>A change of an event since the contract was written.</summary>
/// <param name="Kind">What it does to receivers.</param>
/// <param name="Path">The member's JSON name, with those of the members around it in front: <c>place.name</c>, <c>tags[].name</c>.</param>
/// <param name="Owner">The name of the schema's definition that has the member; null for the event itself.</param>
/// <param name="Member">The member's JSON name.</param>
/// <param name="Before">What it was.</param>
/// <param name="After">What it is.</param>
internal sealed record ContractChange(ContractChangeKind Kind, string Path, string? Owner, string Member, string Before = "", string After = "");
