extern "C" int audit_dummy(){return 0;}
