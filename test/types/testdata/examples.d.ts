// What the reference's examples find in the page (see "Conventions" there).
declare var loginInfo: { sdkAppID: number; appIDAt3rd: number; accountType: number; identifier: string; userSig: string };
declare var groupId: string, openGroupId: string, joinedGroupId: string, roomId: string;
declare var notice: webim.GroupNotice;
declare var picture: File;
declare function showError(err: webim.ErrorResponse): void;
