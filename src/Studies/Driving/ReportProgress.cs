namespace Audit.Studies.Driving;

/// <summary>Reports how much is done, and a few words on it.</summary>
public delegate void ReportProgress(double done, string detail);
