package assay

// HostError is why the host could not do it: not-found, too-large, timeout, unavailable, invalid-request or failed. A
// call outside the effective set ends the run, so there is no error for it.
type HostError struct {
	Code    string
	Message string
}

func (e *HostError) Error() string { return e.Code + ": " + e.Message }

// unpack reads {"ok":…} or {"error":{"code","message"}}; a host that answers anything else has failed.
func unpack(answer []byte) (Value, *HostError) {
	value, err := Read(answer)
	if err != nil {
		return Value{}, &HostError{"malformed-answer", err.Error()}
	}
	if ok, found := value.Get("ok"); found {
		return ok, nil
	}
	problem, _ := value.Get("error")
	code, hasCode := problem.member("code").Text()
	message, hasMessage := problem.member("message").Text()
	if !hasCode || !hasMessage {
		return Value{}, &HostError{"malformed-answer", "the answer is neither ok nor an error"}
	}
	return Value{}, &HostError{code, message}
}
